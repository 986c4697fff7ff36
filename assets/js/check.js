// The speaker check, live: what is typed or tapped is sent as the form would send it, and the verdict that comes back is shown. No rule
// stands here: without a connection this script goes on counting, and the server judges later. Without this script the plain form does it.
(() => {
  "use strict";
  const PAUSE = 10; // ms without a change before the server is asked; while it is answering nothing more is asked
  const AGAIN = 5000; // ms before a server out of reach is asked again
  const SEXES = { F: "women", M: "men", _O: "other", _U: "unknown" };
  const form = document.querySelector("form.lineup");
  if (!form) return;
  const by = (id) => document.getElementById(id);
  const shown = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1, numberingSystem: "latn" });

  // ── The verdict ──────────────────────────────────────────────────────────────────────────────────────────────────────
  let asking = false;
  let waiting = 0;
  let changed = false;

  function later(pause = PAUSE) {
    changed = true;
    clearTimeout(waiting);
    if (!asking) waiting = setTimeout(ask, pause);
  }

  // The list is sent as it is only to be read; a file is sent once, and what comes back of it, without names, takes its place in the list.
  async function ask() {
    const sent = new FormData(form);
    const file = by("file");
    const withFile = file.files.length > 0;
    if (!withFile) sent.delete("file");
    asking = true;
    changed = false;
    let reached = true;
    try {
      const response = await fetch(`${form.action}?format=json`, { method: "POST", body: sent, headers: { accept: "application/json" } });
      const said = await response.json();
      if (response.ok) show(said, withFile);
      else by("said").textContent = said.message;
    } catch {
      reached = false;
      by("said").textContent = form.dataset.offline;
    }
    asking = false;
    if (changed) later();
    else if (!reached) later(AGAIN);
  }

  function show(said, withFile) {
    const place = document.activeElement ? document.activeElement.id : "";
    by("said").textContent = "";
    if (withFile && said.read) {
      by("list").value = said.list;
      by("file").value = "";
      by("said").textContent = form.dataset.read;
    }
    if (by("answer").textContent !== said.answer) by("answer").textContent = said.answer;
    by("head").innerHTML = said.head;
    by("verdict").innerHTML = said.verdict;
    if (place && document.activeElement === document.body) by(place)?.focus({ preventScroll: true });
    prepare();
  }

  addEventListener("online", () => later(0));

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    count();
    later();
  });
  form.addEventListener("change", (event) => {
    if (event.target.type !== "file" && event.target.tagName !== "SELECT") return;
    later(0);
  });

  // ── Tapping ──────────────────────────────────────────────────────────────────────────────────────────────────────────
  const number = (id) => Number.parseFloat(by(id)?.value) || 0;

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button, [data-line]");
    if (!button) return;
    if (button.dataset.line) return toLine(event, Number(button.dataset.line));
    if (button.id === "tally") return tally();
    if (button.id === "print") return window.print();
    if (button.classList.contains("timer")) return time(button);
    if (button.name === "plus") add(button.value);
    else if (button.value === "block") addBlock();
    else if (button.type === "submit" && button.classList.contains("primary")) later(0);
    else return;
    event.preventDefault();
  });

  function add(id) {
    by(id).value = Math.floor(number(id)) + 1;
    count();
    later();
  }

  // A session more is the last one once again, empty.
  function addBlock() {
    const blocks = form.querySelectorAll("fieldset.block");
    const last = blocks[blocks.length - 1];
    const fresh = last.cloneNode(true);
    const from = Number(last.querySelector("select").id.split("-").pop());
    for (const node of fresh.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "value", "aria-describedby"]) {
        const text = node.getAttribute(name);
        if (text?.endsWith(`-${from}`)) node.setAttribute(name, text.replace(/\d+$/, from + 1));
      }
      if (node.matches("input[type=text], input[type=number]")) node.value = "";
      if (node.matches("input[type=checkbox]")) node.checked = false;
      if (node.matches(".timer")) node.setAttribute("aria-pressed", "false");
    }
    fresh.querySelector("select").value = last.querySelector("select").value;
    fresh.querySelector("legend").textContent = form.dataset.block.replace("%number%", shown.format(from + 2));
    last.after(fresh);
    fresh.querySelector("input").focus();
  }

  // ── The room: a timer a speaker, and plain counting ──────────────────────────────────────────────────────────────────
  let running = null; // the button of the timer that runs
  let since = 0;
  let ticking = 0;

  function time(button) {
    const was = running;
    stop();
    if (was !== button) {
      running = button;
      since = performance.now();
      button.setAttribute("aria-pressed", "true");
      if (!number(button.value)) by(button.value).value = 1; // whoever speaks is there
      ticking = setInterval(tick, 1000);
    }
    count();
    later();
  }

  // The field shows hundredths of a minute; what is below them is not lost from one second to the next.
  const spoken = new Map();

  function tick() {
    if (!running) return;
    const now = performance.now();
    const field = by(`minutes-${running.value}`);
    const known = spoken.get(field.id);
    const minutes = (known && known.shown === field.value ? known.minutes : number(field.id)) + (now - since) / 60000;
    field.value = minutes.toFixed(2);
    spoken.set(field.id, { minutes, shown: field.value });
    since = now;
    draw();
  }

  function stop() {
    tick();
    clearInterval(ticking);
    running?.setAttribute("aria-pressed", "false");
    running = null;
  }

  function totals() {
    const found = { women: 0, men: 0, other: 0, unknown: 0, minutes_women: 0, minutes_men: 0 };
    for (const block of form.querySelectorAll("fieldset.block select")) {
      const place = block.id.split("-").pop();
      for (const [sex, name] of Object.entries(SEXES)) found[name] += Math.floor(number(`${sex}-${place}`));
      found.minutes_women += number(`minutes-F-${place}`);
      found.minutes_men += number(`minutes-M-${place}`);
    }
    return found;
  }

  // The bar and the minutes go on every second; what is read out is said anew only where something was tapped.
  function draw() {
    const found = totals();
    const all = found.women + found.men + found.other + found.unknown;
    const parts = { "bar-women": found.women, "bar-unknown": found.other + found.unknown, "bar-men": found.men };
    for (const [name, people] of Object.entries(parts)) {
      form.querySelector(`.now .${name}`)?.style.setProperty("--part", `${all ? (100 * people) / all : 0}%`);
    }
    return found;
  }

  function count() {
    const found = draw();
    const says = form.querySelector(".now").dataset.says;
    by("now").textContent = says.replace(/%(\w+)%/g, (_, name) => shown.format(found[name]));
  }

  function tally() {
    const on = form.classList.toggle("is-tally");
    document.documentElement.classList.toggle("in-tally", on);
    by("tally").setAttribute("aria-pressed", String(on));
    by("tally").textContent = on ? form.dataset.leave : form.dataset.tally;
    form.querySelector(".now").hidden = !on;
    for (const details of form.querySelectorAll(".block details")) details.open = on || details.open;
    if (!on) stop();
    count();
    later();
  }

  // What was counted in the room is in this page alone: it is not left by mistake. A download, which is asked for by the form, stays here.
  let saving = false;
  form.addEventListener("submit", () => {
    saving = true;
    setTimeout(() => (saving = false), AGAIN);
  });
  addEventListener("beforeunload", (event) => {
    const found = totals();
    if (!saving && form.classList.contains("is-tally") && found.women + found.men + found.other + found.unknown) event.preventDefault();
  });

  // ── A line that is wrong is shown where it stands ────────────────────────────────────────────────────────────────────
  function toLine(event, line) {
    const lines = by("list").value.split("\n");
    if (line > lines.length) return;
    event.preventDefault();
    const start = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0);
    by("list").focus();
    by("list").setSelectionRange(start, start + lines[line - 1].length);
  }

  function prepare() {
    for (const node of form.querySelectorAll("#print, #tally, #tally-hint, .timer")) node.hidden = false;
  }

  prepare();
  count();
})();
