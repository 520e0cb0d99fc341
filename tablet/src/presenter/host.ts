// The hidden frame of the content origin: where slides' files live. Connected once, again when it stopped answering.
import { connect, type SlideHost } from "../../../slides/src/client";
import { app } from "../store/app";

let connected: Promise<SlideHost> | null = null;
let connectedTo = "";

function hostFrame(): HTMLIFrameElement {
  document.querySelector("iframe.krug-host")?.remove();
  const frame = document.createElement("iframe");
  frame.className = "krug-host";
  frame.title = "Krug";
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  document.body.append(frame);
  return frame;
}

/** Null where slides can't be kept now; asked again at the next sync. */
export async function findHost(): Promise<SlideHost | null> {
  const origin = app.session?.content_origin ?? "";
  if (origin === "") return null;
  if (connected && connectedTo !== origin) {
    (await connected.catch(() => null))?.disconnect();
    connected = null;
  }
  connectedTo = origin;
  connected ??= connect(hostFrame(), origin);
  try {
    return await connected;
  } catch {
    connected = null;
    return null;
  }
}
