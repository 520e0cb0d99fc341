/** <form data-upload>: a file chosen or dropped is sent at once, with progress; a refusal is shown where it was dropped. */
import { within } from "./dom";

export function uploads(root: Document): void {
  root.addEventListener("change", (event) => {
    const form = within(event, "form[data-upload]");
    if (form && event.target instanceof HTMLInputElement && event.target.type === "file")
      send(form as HTMLFormElement);
  });
  for (const name of ["dragenter", "dragover", "dragleave", "drop"] as const)
    root.addEventListener(name, (event) => drag(event));
}

function drag(event: DragEvent): void {
  const area = within(event, "form[data-upload] .drop");
  if (!area) return;
  event.preventDefault();
  area.classList.toggle("over", event.type === "dragenter" || event.type === "dragover");
  const input = area.querySelector<HTMLInputElement>("input[type=file]");
  if (event.type === "drop" && input && event.dataTransfer?.files.length) {
    input.files = event.dataTransfer.files;
    send(area.closest("form") as HTMLFormElement);
  }
}

/** fetch tells nothing of an upload's progress, so the old request object it is. */
function send(form: HTMLFormElement): void {
  const bar = form.querySelector("progress");
  const answer = form.querySelector<HTMLElement>("[data-answer]");
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (bar) bar.value = event.loaded / event.total;
  });
  request.addEventListener("loadend", () => {
    if (bar) bar.hidden = true;
    const next = request.getResponseHeader("HX-Redirect");
    if (next) location.assign(next);
    else if (answer) show(answer, request, request.getResponseHeader("X-Request-ID") !== null);
  });
  answer?.replaceChildren();
  if (bar) bar.hidden = false;
  request.send(new FormData(form));
  form.reset();
}

/** 503 with our id is our own word (there is no room), without it a proxy's. */
function show(answer: HTMLElement, { status, responseText }: XMLHttpRequest, ours: boolean): void {
  if (status === 422 || (status === 503 && ours)) answer.innerHTML = responseText;
  else answer.textContent = answer.dataset.failed ?? "";
}
