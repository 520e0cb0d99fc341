import { addNotices, dropNotice, type Notice } from "../db/notices";
import { app } from "../store/app";

/** Puts a notice away for good. Returns how to take it back. */
export async function dismiss(notice: Notice): Promise<() => Promise<void>> {
  await dropNotice(app.db, notice.command);
  await app.readAgain();
  return async () => {
    await addNotices(app.db, [notice]);
    await app.readAgain();
  };
}
