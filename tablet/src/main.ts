import "../../office/src/kit/tokens.css";
import "./page.css";
import "./screens/app";
import { findHost } from "./presenter/host";
import { app } from "./store/app";

void app.start(findHost);
if ("serviceWorker" in navigator)
  void navigator.serviceWorker.register("/tablet/sw.js", { scope: "/tablet/" });
