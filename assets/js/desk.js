// Pages with forms: a file is sent with its progress shown, a check is followed while it lasts. Without this script plain forms do the same.
(() => {
  "use strict";
  const LOOK_EVERY = 1000; // ms between two looks at a check that goes on

  const main = () => document.querySelector("main");

  async function text(response) {
    return response.ok || response.headers.get("content-type")?.startsWith("text/html") ? response.text() : "";
  }

  // What has changed is read out from here: a region that comes with its text is passed over by screen readers.
  const voice = document.createElement("p");
  voice.className = "voice";
  voice.setAttribute("role", "status");
  document.body.append(voice);

  // The part of another page that is ours to show, put in the place of what is shown; the focus stays where it was, and a new state
  // of affairs is read out. Whether there was such a part.
  function show(html) {
    const other = new DOMParser().parseFromString(html, "text/html");
    const fresh = other.querySelector("main");
    if (!fresh) return false;
    const place = document.activeElement ? document.activeElement.id : "";
    const before = state();
    if (fresh.innerHTML !== main().innerHTML) main().replaceChildren(...fresh.childNodes);
    document.title = other.title;
    if (place && place !== "main") document.getElementById(place)?.focus({ preventScroll: true });
    if (state() !== before) voice.textContent = state();
    prepare();
    return true;
  }

  const state = () => main().querySelector(".answer")?.textContent ?? "";

  // Where a form came back with something wrong, the reader is led there: to the first field concerned, else to what is said about it.
  function toWhatIsWrong() {
    const field = main().querySelector("[aria-invalid=true]");
    const said = main().querySelector("[role=alert]");
    if (field) field.closest("details")?.setAttribute("open", "");
    if (said && !field) said.tabIndex = -1;
    (field ?? said)?.focus();
  }

  // ── A check that goes on ─────────────────────────────────────────────────────────────────────────────────────────────
  async function look() {
    try {
      if (!show(await text(await fetch(location.href, { headers: { accept: "text/html" } })))) follow();
    } catch {
      follow(); // the server is out of reach just now
    }
  }

  function follow() {
    if (document.querySelector("[data-follow]")) setTimeout(look, LOOK_EVERY);
  }

  // ── A file on its way ────────────────────────────────────────────────────────────────────────────────────────────────
  function send(form) {
    const bar = form.querySelector("#progress");
    const words = form.querySelector("#progress-text");
    const say = (name) => (words.textContent = form.getAttribute(`data-${name}`)); // form.dataset is the field of that name
    const button = form.querySelector("button[type=submit]");
    const request = new XMLHttpRequest();
    const stop = () => {
      bar.hidden = true;
      button.disabled = false;
      say("broken");
    };
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.upload.addEventListener("load", () => say("checking"));
    request.addEventListener("load", () => {
      if (request.status < 400 && request.responseURL) {
        location.assign(request.responseURL);
        return;
      }
      if (!show(request.responseText)) stop();
    });
    request.addEventListener("error", stop);
    request.addEventListener("abort", stop);
    request.open("POST", form.action);
    bar.hidden = false;
    bar.value = 0;
    button.disabled = true;
    say("sending");
    request.send(new FormData(form));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-upload]")) return;
    event.preventDefault();
    send(form);
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const zone = event.target.closest?.("[data-drop]");
      if (!zone || ![...(event.dataTransfer?.types || [])].includes("Files")) return;
      event.preventDefault();
      zone.toggleAttribute("data-over", kind === "dragover");
      if (kind !== "drop" || event.dataTransfer.files.length !== 1) return;
      const input = zone.querySelector("input[type=file]");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // ── Filters apply themselves ─────────────────────────────────────────────────────────────────────────────────────────
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.("form.filters");
    if (form) form.requestSubmit();
  });

  function prepare() {
    follow();
    toWhatIsWrong();
  }

  prepare();
})();
