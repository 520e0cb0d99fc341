// Where in the app we are: the part of the address after #, so that a start without network knows it too.

export type Route =
  | { screen: "today" | "customers" | "needs" | "settings" }
  | { screen: "customer" | "visit" | "preview"; uid: string }
  | { screen: "show"; uid: string; deck: string };

const SIMPLE = ["today", "customers", "needs", "settings"] as const;
const WITH_UID = ["customer", "visit", "preview"] as const;

export function parseRoute(hash: string): Route {
  const [name = "", uid = "", deck = ""] = hash.replace(/^#\/?/, "").split("/");
  const simple = SIMPLE.find((screen) => screen === name);
  if (simple) return { screen: simple };
  const withUid = WITH_UID.find((screen) => screen === name);
  if (withUid && uid) return { screen: withUid, uid };
  if (name === "show" && uid && deck) return { screen: "show", uid, deck };
  return { screen: "today" };
}

export function go(path: string): void {
  location.hash = `#/${path}`;
}
