/** What every office page runs: the kit's look, htmx, and a few behaviours that HTML has no word for. */
import "htmx.org";
import "./kit/kit.css";
import { board } from "./parts/board";
import { bulk } from "./parts/bulk";
import { calls } from "./parts/calls";
import { caret } from "./parts/caret";
import { command } from "./parts/command";
import { dialogs } from "./parts/dialogs";
import { drag } from "./parts/drag";
import { keys } from "./parts/keys";
import { lists } from "./parts/lists";
import { live } from "./parts/live";
import { menus } from "./parts/menus";
import { once } from "./parts/once";
import { order } from "./parts/order";
import { paste } from "./parts/paste";
import { path } from "./parts/path";
import { tabs } from "./parts/tabs";
import { toasts } from "./parts/toasts";
import { uploads } from "./parts/uploads";

// Menus first: an Escape that closes one is no Escape to the others.
for (const part of [
  menus,
  board,
  bulk,
  calls,
  caret,
  command,
  dialogs,
  drag,
  keys,
  lists,
  live,
  once,
  order,
  paste,
  path,
  tabs,
  toasts,
  uploads,
])
  part(document);
