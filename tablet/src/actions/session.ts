import { app } from "../store/app";
import { leaveForSignIn } from "../store/surroundings";

/** Signs out here and, if it can be reached, on the server. Commands not sent wait in the user's own database. */
export async function signOut(): Promise<void> {
  const csrf = app.session?.csrf ?? "";
  await app.forgetUser();
  await fetch("/accounts/logout/", {
    method: "POST",
    headers: { "X-CSRFToken": csrf },
    redirect: "manual",
  }).catch(() => undefined);
  leaveForSignIn();
}
