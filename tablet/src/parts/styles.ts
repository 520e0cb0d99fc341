// The tablet's share of the kit: what screens are built from. Colours and sizes are tokens of office/src/kit/tokens.css.
import { css } from "lit";

export const base = css`
  *, *::before, *::after { box-sizing: border-box; }
  :host { display: block; color: var(--ink); font: 400 var(--text-l)/1.45 var(--font); }
  [hidden] { display: none !important; }
  h1, h2, h3, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
  ul, ol { list-style: none; }
  h1 { font-size: var(--text-2xl); line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; }
  h2 { font-size: var(--text-m); line-height: 1.4; font-weight: 600; color: var(--ink-soft); }
  h3 { font-size: var(--text-l); font-weight: 600; }
  h2.lead { font-size: var(--text-l); color: var(--ink); }
  a { color: inherit; text-decoration: none; }
  button, input, textarea, select { font: inherit; color: inherit; }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  svg { display: block; flex: none; width: 24px; height: 24px; }
  .soft { color: var(--ink-soft); }
  .faint { color: var(--ink-faint); }
  .small { font-size: var(--text-m); }
  .num { font-variant-numeric: tabular-nums; }
  .clip { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; min-width: 0; }
  .row { display: flex; align-items: center; gap: var(--s-15); min-width: 0; }
  .grow { flex: 1; min-width: 0; }
  .block { display: block; }
  .stack { display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s-2); align-content: start; min-width: 0; }
  .wrap { display: flex; flex-wrap: wrap; gap: var(--s-1); }
  .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  @media (min-width: 2200px) { svg { width: 1.5rem; height: 1.5rem; } }
`;

export const buttons = css`
  .btn {
    display: inline-flex; align-items: center; justify-content: center; gap: var(--s-1);
    min-height: 48px; min-width: 48px; padding: 0 var(--s-2); border: 1px solid transparent; border-radius: var(--radius-m);
    background: transparent; color: var(--ink); font-weight: 550; cursor: pointer; text-align: center;
    transition: background var(--quick), border-color var(--quick); -webkit-tap-highlight-color: transparent; touch-action: manipulation;
  }
  .btn:hover { background: var(--hover); }
  .btn:active { background: var(--sunk); }
  .btn.line { border-color: var(--line); background: var(--card); }
  .btn.line:hover { background: var(--hover); }
  .btn.main { background: var(--accent); color: var(--on-accent); }
  .btn.main:hover { background: var(--accent-hover); }
  .btn.big { min-height: 56px; padding: 0 var(--s-3); font-size: var(--text-l); }
  .btn.wide { width: 100%; }
  .btn.bad { color: var(--bad-ink); }
  .btn.soft { background: var(--accent-soft); color: var(--accent-ink); }
  .btn[disabled] { opacity: 0.55; cursor: default; }
  .chip {
    display: inline-flex; align-items: center; gap: var(--s-1); min-height: 48px; padding: 0 var(--s-2);
    border: 1px solid var(--line); border-radius: var(--radius-full); background: var(--card); cursor: pointer;
    font-size: var(--text-m); font-weight: 500; white-space: nowrap; touch-action: manipulation;
  }
  .chip[aria-pressed="true"], .chip[aria-checked="true"] { background: var(--accent-soft); border-color: var(--accent); color: var(--accent-ink); }
  .badge {
    display: inline-flex; align-items: center; gap: 4px; padding: 2px var(--s-1); border-radius: var(--radius-full); white-space: nowrap;
    font-size: var(--text-xs); font-weight: 600; background: var(--sunk); color: var(--ink-soft);
  }
  .badge svg { width: 14px; height: 14px; }
  .badge.good { background: var(--good-soft); color: var(--good-ink); }
  .badge.warn { background: var(--warn-soft); color: var(--warn-ink); }
  .badge.bad { background: var(--bad-soft); color: var(--bad-ink); }
  .badge.accent { background: var(--accent-soft); color: var(--accent-ink); }
`;

export const cards = css`
  .card { background: var(--card); border: 1px solid var(--line); border-radius: var(--radius-l); box-shadow: var(--shadow-1); }
  .pad { padding: var(--s-2); }
  .section > h2 { margin: 0 0 var(--s-1) var(--s-05); display: flex; align-items: center; gap: var(--s-1); min-height: 24px; }
  .list { overflow: hidden; }
  .list > li + li { border-top: 1px solid var(--line); }
  .item {
    display: flex; align-items: center; gap: var(--s-15); width: 100%; min-height: 64px; padding: var(--s-15) var(--s-2);
    text-align: start; background: none; border: 0; cursor: pointer; transition: background var(--quick);
    -webkit-tap-highlight-color: transparent;
  }
  @media (hover: hover) { .item:hover { background: var(--hover); } }
  .card.item { border: 1px solid var(--line); background: var(--card); border-radius: var(--radius-l); }
  .item:focus-visible { outline-offset: -3px; border-radius: var(--radius-l); }
  .when { flex: none; min-width: 3.25rem; font-weight: 600; white-space: nowrap; line-height: 1.3; }
  .item b { font-weight: 600; }
  .notice { display: grid; gap: var(--s-15); padding: var(--s-2); border-color: var(--warn); }
  .notice svg { color: var(--warn-ink); }
  .notice .btn svg { color: inherit; }
  .notice li { padding: var(--s-05) 0; overflow-wrap: anywhere; }
  .empty { display: grid; justify-items: center; gap: var(--s-1); padding: var(--s-5) var(--s-3); text-align: center; }
  .empty svg { width: 40px; height: 40px; color: var(--ink-faint); }
  .empty p { max-width: 44ch; }
  .avatar {
    display: grid; place-items: center; flex: none; width: 44px; height: 44px; border-radius: 50%; background: var(--accent-soft);
    color: var(--accent-ink); font-size: var(--text-m); font-weight: 600; letter-spacing: 0.02em;
  }
`;

export const fields = css`
  label.field, .field { display: grid; grid-template-columns: minmax(0, 1fr); gap: 6px; font-size: var(--text-m); font-weight: 550; color: var(--ink-soft); }
  input.input, textarea.input, select.input {
    width: 100%; min-height: 48px; padding: 10px 14px; border: 1px solid var(--line-strong); border-radius: var(--radius-m);
    background: var(--card); color: var(--ink); font-size: var(--text-l); font-weight: 400;
  }
  textarea.input { resize: vertical; min-height: 96px; line-height: 1.45; }
  .input::-webkit-search-cancel-button { display: none; }
  .input::placeholder { color: var(--ink-faint); opacity: 1; }
  .input:focus-visible { outline-offset: 0; border-color: var(--focus); }
`;

export const screen = css`
  :host { --gap: var(--s-3); }
  .page { max-width: 82rem; margin: 0 auto; padding: 0 var(--s-3) var(--s-5); }
  .columns { display: grid; gap: var(--gap); grid-template-columns: minmax(0, 1fr); align-items: start; }
  @media (min-width: 900px) { .columns { grid-template-columns: minmax(0, 1.7fr) minmax(18rem, 1fr); } }
  @media (max-width: 599px) { .page { padding: 0 var(--s-2) var(--s-3); } }
`;

export const kit = [base, buttons, cards, fields];
