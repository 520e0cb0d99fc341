import { uuidv7 } from "uuidv7";
import type { AnyCommand, Payloads, Result } from "../api/types";
import { app } from "../store/app";
import type { VisitView } from "../store/overlay";
import { queueEvents } from "../sync/up";
import { makeCommand, send } from "./command";

export async function planVisit(plan: Omit<Payloads["visit.plan"], "visit">): Promise<string> {
  const visit = uuidv7();
  await send(makeCommand("visit.plan", { visit, ...plan }));
  return visit;
}

export async function moveVisit(
  visit: VisitView,
  change: Omit<Payloads["visit.change"], "visit">,
): Promise<void> {
  const basedOn = visit.version || null;
  await send(makeCommand("visit.change", { visit: visit.uid, ...change }, { basedOn }));
}

export async function cancelVisit(visit: VisitView, reason: string): Promise<void> {
  await send(makeCommand("visit.cancel", { visit: visit.uid, reason }));
}

/** The visit begins; whom it was planned with listens. */
export async function startVisit(visit: VisitView): Promise<void> {
  if (visit.state !== "planned") return;
  const start = makeCommand("visit.start", { visit: visit.uid, ...(await place()) });
  const commands: AnyCommand[] = [start];
  if (visit.person && !visit.listeners.some(({ person }) => person === visit.person)) {
    commands.push(listenersCommand(visit.uid, [{ uid: uuidv7(), person: visit.person }], start.uid));
  }
  await send(...commands);
}

type NewListener = Payloads["visit.listeners"]["listeners"][number];

function listenersCommand(visit: string, listeners: NewListener[], dependsOn: string | null): AnyCommand {
  const command = makeCommand("visit.listeners", { visit, listeners });
  return { ...command, depends_on: dependsOn ?? command.depends_on };
}

export async function addListener(
  visit: VisitView,
  who: { person: string } | { name: string },
): Promise<void> {
  await send(listenersCommand(visit.uid, [{ uid: uuidv7(), ...who }], null));
}

/** What this listener is shown from now on gets no name. */
export async function showNameless(visit: string, listener: string): Promise<void> {
  await send(makeCommand("visit.nameless", { visit, listener, nameless: true }));
}

export async function noteVisit(visit: VisitView, text: string): Promise<void> {
  await send(makeCommand("visit.note", { visit: visit.uid, text }));
}

/** Events first: the server derives what was shown from them when the end comes. */
export async function finishVisit(
  visit: VisitView,
  result: Result,
  nextStep: string,
  note: string,
): Promise<void> {
  await queueEvents({ db: app.db, makeUid: uuidv7 }, [visit.uid]);
  await app.readAgain();
  await send(makeCommand("visit.finish", { visit: visit.uid, result, next_step: nextStep, note }));
}

const PLACE_PATIENCE_MS = 1500;

/** Where the rep stands, if that is known without asking or waiting. */
async function place(): Promise<{ latitude?: number; longitude?: number }> {
  const allowed = await navigator.permissions.query({ name: "geolocation" }).catch(() => null);
  if (allowed?.state !== "granted") return {};
  return new Promise((resolve) => {
    const options = { timeout: PLACE_PATIENCE_MS, maximumAge: 60_000 };
    const found = ({ coords }: GeolocationPosition) =>
      resolve({ latitude: coords.latitude, longitude: coords.longitude });
    navigator.geolocation.getCurrentPosition(found, () => resolve({}), options);
  });
}
