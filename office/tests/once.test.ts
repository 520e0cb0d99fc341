import { expect, test } from "vitest";
import { once } from "../src/parts/once";

function page() {
  const root = new EventTarget();
  const waiting: [() => void, number][] = [];
  once(root, (todo, ms) => waiting.push([todo, ms]));
  const say = (name: string, form: object) => {
    const event = new Event(name, { cancelable: true });
    Object.defineProperty(event, "target", { value: form });
    root.dispatchEvent(event);
    return !event.defaultPrevented;
  };
  const pass = (ms: number) => {
    for (const [todo] of waiting.filter(([, after]) => after <= ms)) todo();
  };
  return {
    submit: (form: object) => say("submit", form),
    answer: (form: object) => say("htmx:finally:request", form),
    pass,
  };
}

test("a form is sent once until a moment after its answer", () => {
  const { submit, answer, pass } = page();
  const form = { method: "post" };
  expect([submit(form), submit(form)]).toEqual([true, false]);
  answer(form);
  expect(submit(form)).toBe(false);
  pass(1000);
  expect(submit(form)).toBe(true);
});

test("a form that was never answered may be sent again after a while", () => {
  const { submit, pass } = page();
  const form = { method: "post" };
  submit(form);
  pass(9999);
  expect(submit(form)).toBe(false);
  pass(10_000);
  expect(submit(form)).toBe(true);
});

test("other forms and searches are left alone", () => {
  const { submit } = page();
  const search = { method: "get" };
  submit({ method: "post" });
  expect([submit({ method: "post" }), submit(search), submit(search)]).toEqual([true, true, true]);
});
