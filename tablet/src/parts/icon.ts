// Icons of one set (Tabler), drawn into the page: no request for them, and they take the text's colour.

import alertTriangle from "@tabler/icons/outline/alert-triangle.svg?raw";
import arrowBackUp from "@tabler/icons/outline/arrow-back-up.svg?raw";
import arrowLeft from "@tabler/icons/outline/arrow-left.svg?raw";
import bell from "@tabler/icons/outline/bell.svg?raw";
import buildingHospital from "@tabler/icons/outline/building-hospital.svg?raw";
import calendarEvent from "@tabler/icons/outline/calendar-event.svg?raw";
import calendarPlus from "@tabler/icons/outline/calendar-plus.svg?raw";
import check from "@tabler/icons/outline/check.svg?raw";
import checks from "@tabler/icons/outline/checks.svg?raw";
import chevronLeft from "@tabler/icons/outline/chevron-left.svg?raw";
import chevronRight from "@tabler/icons/outline/chevron-right.svg?raw";
import clock from "@tabler/icons/outline/clock.svg?raw";
import cloudCheck from "@tabler/icons/outline/cloud-check.svg?raw";
import cloudOff from "@tabler/icons/outline/cloud-off.svg?raw";
import cloudUpload from "@tabler/icons/outline/cloud-upload.svg?raw";
import deviceIpad from "@tabler/icons/outline/device-ipad.svg?raw";
import eye from "@tabler/icons/outline/eye.svg?raw";
import eyeOff from "@tabler/icons/outline/eye-off.svg?raw";
import flag from "@tabler/icons/outline/flag.svg?raw";
import history from "@tabler/icons/outline/history.svg?raw";
import layoutGrid from "@tabler/icons/outline/layout-grid.svg?raw";
import lock from "@tabler/icons/outline/lock.svg?raw";
import logout from "@tabler/icons/outline/logout.svg?raw";
import mail from "@tabler/icons/outline/mail.svg?raw";
import mapPin from "@tabler/icons/outline/map-pin.svg?raw";
import messageCircle from "@tabler/icons/outline/message-circle.svg?raw";
import note from "@tabler/icons/outline/note.svg?raw";
import pencil from "@tabler/icons/outline/pencil.svg?raw";
import phone from "@tabler/icons/outline/phone.svg?raw";
import playerPlay from "@tabler/icons/outline/player-play.svg?raw";
import plus from "@tabler/icons/outline/plus.svg?raw";
import presentation from "@tabler/icons/outline/presentation.svg?raw";
import refresh from "@tabler/icons/outline/refresh.svg?raw";
import search from "@tabler/icons/outline/search.svg?raw";
import settings from "@tabler/icons/outline/settings.svg?raw";
import shieldCheck from "@tabler/icons/outline/shield-check.svg?raw";
import shieldOff from "@tabler/icons/outline/shield-off.svg?raw";
import signature from "@tabler/icons/outline/signature.svg?raw";
import sparkles from "@tabler/icons/outline/sparkles.svg?raw";
import thumbDown from "@tabler/icons/outline/thumb-down.svg?raw";
import thumbUp from "@tabler/icons/outline/thumb-up.svg?raw";
import trash from "@tabler/icons/outline/trash.svg?raw";
import userPlus from "@tabler/icons/outline/user-plus.svg?raw";
import users from "@tabler/icons/outline/users.svg?raw";
import x from "@tabler/icons/outline/x.svg?raw";
import type { TemplateResult } from "lit";
import { html } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";

const ICONS = {
  "alert-triangle": alertTriangle,
  "arrow-back-up": arrowBackUp,
  "arrow-left": arrowLeft,
  bell: bell,
  "building-hospital": buildingHospital,
  "calendar-event": calendarEvent,
  "calendar-plus": calendarPlus,
  check: check,
  checks: checks,
  "chevron-left": chevronLeft,
  "chevron-right": chevronRight,
  clock: clock,
  "cloud-check": cloudCheck,
  "cloud-off": cloudOff,
  "cloud-upload": cloudUpload,
  "device-ipad": deviceIpad,
  eye: eye,
  "eye-off": eyeOff,
  flag: flag,
  history: history,
  "layout-grid": layoutGrid,
  lock: lock,
  logout: logout,
  mail: mail,
  "map-pin": mapPin,
  "message-circle": messageCircle,
  note: note,
  pencil: pencil,
  phone: phone,
  "player-play": playerPlay,
  plus: plus,
  presentation: presentation,
  refresh: refresh,
  search: search,
  settings: settings,
  "shield-check": shieldCheck,
  "shield-off": shieldOff,
  signature: signature,
  sparkles: sparkles,
  "thumb-down": thumbDown,
  "thumb-up": thumbUp,
  trash: trash,
  "user-plus": userPlus,
  users: users,
  x: x,
};
export type IconName = keyof typeof ICONS;

const drawn = new Map<IconName, TemplateResult>();

export function icon(name: IconName): TemplateResult {
  const known = drawn.get(name);
  if (known) return known;
  const made = html`${unsafeHTML(ICONS[name].replace("<svg", '<svg aria-hidden="true" focusable="false"'))}`;
  drawn.set(name, made);
  return made;
}
