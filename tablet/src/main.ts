import "../../office/src/kit/tokens.css";
import "./page.css";
import "./screens/app";
import { findHost } from "./presenter/host";
import { app } from "./store/app";
import { keepNewest } from "./store/newer";

void app.start(findHost);
keepNewest();
