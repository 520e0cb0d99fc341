import { css } from "lit";

export const historyStyle = css`
  .day { padding: var(--s-15) var(--s-2); }
  .day + .day { border-top: 1px solid var(--line); }
  .day h3 { font-weight: 600; margin-bottom: var(--s-05); }
  .day li { display: flex; align-items: baseline; gap: var(--s-15); padding: 5px 0; }
  .day .verb { flex: none; width: 5.5rem; }
  .day .badge { align-self: center; padding: 4px; }
`;
