import type { ReactiveController, ReactiveControllerHost } from "lit";
import { app } from "./app";

/** Draws its element again when the app changes. */
export class Watching implements ReactiveController {
  private readonly draw = () => this.host.requestUpdate();

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    app.addEventListener("change", this.draw);
  }

  hostDisconnected(): void {
    app.removeEventListener("change", this.draw);
  }
}
