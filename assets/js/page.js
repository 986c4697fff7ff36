// Filters and sorting without a reload, and the change-over from the server's page to the one Dash has mounted.
// Without this script everything works by plain links and forms.
(() => {
  "use strict";
  const { bundles, plotly } = document.currentScript.dataset;
  const FIGURES_MAY_TAKE = 1500; // ms that maps have to load out of sight before the page changes over anyway
  const mounted = () => document.documentElement.hasAttribute("data-mounted");

  // ── The URL is the only state ────────────────────────────────────────────────────────────────────────────────────────
  let place = ""; // the id of the control that a reader has just used: the page that follows has another one in its place

  function go(url) {
    place = document.activeElement ? document.activeElement.id : "";
    if (!mounted()) {
      window.location.assign(url);
      return;
    }
    window.dash_clientside.set_props("url", { pathname: url.pathname, search: url.search });
  }

  function formUrl(form) {
    const url = new URL(form.action);
    const given = [...new FormData(form)].filter(([, value]) => value);
    given.sort(([a], [b]) => (a < b ? -1 : 1));
    url.search = new URLSearchParams(given).toString();
    return url;
  }

  document.addEventListener("change", (event) => {
    const form = event.target.closest && event.target.closest("form.filters");
    if (form) go(formUrl(form));
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form.filters")) return;
    event.preventDefault();
    go(formUrl(event.target));
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || !mounted() || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const url = new URL(link.href);
    const samePage = url.origin === location.origin && url.pathname === location.pathname && !url.hash;
    if (!samePage || link.target || url.searchParams.has("format")) return;
    event.preventDefault();
    go(url);
  });

  // ── The change-over ──────────────────────────────────────────────────────────────────────────────────────────────────
  function ready(frame) {
    return new Promise((resolve) => {
      frame.addEventListener("load", resolve, { once: true });
      frame.addEventListener("error", resolve, { once: true });
    });
  }

  function openDetails(from, to) {
    const before = from.querySelectorAll("details");
    to.querySelectorAll("details").forEach((item, index) => {
      if (before[index]) item.open = before[index].open;
    });
  }

  // The element with the same place in the new page as the one that has the focus in the old page.
  function twin(element, from, to) {
    const path = [];
    for (let node = element; node && node !== from; node = node.parentElement) path.unshift([...node.parentElement.children].indexOf(node));
    return path.reduce((node, index) => node && node.children[index], to);
  }

  function changeOver(page) {
    const server = document.getElementById("server-page");
    if (!server) return;
    const focused = server.contains(document.activeElement) ? twin(document.activeElement, server, page) : null;
    openDetails(server, page);
    document.documentElement.setAttribute("data-mounted", "");
    server.remove();
    if (focused) focused.focus({ preventScroll: true });
  }

  // Long rows and options arrive as one piece of HTML (dashboard/web/components/static.py): thousands of components take Dash seconds.
  const filled = new WeakMap();
  function fill(page) {
    for (const element of page.querySelectorAll("[data-html]")) {
      if (filled.get(element)?.html === element.dataset.html) continue;
      element.innerHTML = element.dataset.html;
      filled.set(element, { html: element.dataset.html, nodes: [...element.childNodes] });
    }
  }

  // React may use the element again for something else of its own, which must not find our rows in it.
  function empty(changes) {
    for (const { target } of changes) {
      if (target.hasAttribute("data-html") || !filled.has(target)) continue;
      filled.get(target).nodes.forEach((node) => node.remove());
      filled.delete(target);
    }
  }

  // A point of a figure leads to where it comes from; without a pointer the table beside the figure does (dashboard/web/figures/trend.py).
  const traced = new WeakSet();
  function trace(page) {
    for (const plot of page.querySelectorAll(".js-plotly-plot")) {
      if (traced.has(plot) || !plot.on) continue;
      traced.add(plot);
      plot.on("plotly_click", ({ points }) => {
        const address = points.length ? points[0].customdata : "";
        if (typeof address === "string" && /^[/#](?!\/)/.test(address)) window.location.assign(address);
      });
    }
  }

  function onMount(page) {
    const frames = [...page.querySelectorAll("object[data]")].map(ready);
    const late = new Promise((resolve) => setTimeout(resolve, FIGURES_MAY_TAKE));
    Promise.race([Promise.all(frames), late]).then(() => changeOver(page));
  }

  function keepPlace() {
    const control = place && document.activeElement === document.body ? document.getElementById(place) : null;
    if (control) control.focus({ preventScroll: true });
  }

  function follow(page) {
    const main = page.querySelector("main[data-title]");
    if (main) document.title = main.dataset.title;
  }

  const entry = document.getElementById("react-entry-point");
  let started = false;
  new MutationObserver((changes) => {
    const page = document.getElementById("page");
    if (!page || !page.querySelector("main")) return;
    empty(changes);
    fill(page);
    if (!started) {
      started = true;
      onMount(page);
    }
    follow(page);
    trace(page);
    keepPlace();
  }).observe(entry, { childList: true, subtree: true, attributeFilter: ["data-html"] });

  // ── Dash comes after the first paint: running its bundles before would keep the reader waiting for a page that is there ──────────────
  function fetchScript(source) {
    return new Promise((resolve, reject) => {
      const script = Object.assign(document.createElement("script"), { src: source, async: false, onload: resolve, onerror: reject });
      document.body.append(script);
    });
  }

  function startDash() {
    // Dash sets this address itself once it runs, to a bundle of all of Plotly; a property without a setter of effect keeps ours.
    Object.defineProperty(window, "_dashPlotlyJSURL", { get: () => plotly, set() {} });
    Promise.all(JSON.parse(bundles).map(fetchScript)).then(() => new window.DashRenderer());
  }

  requestAnimationFrame(() => setTimeout(startDash));
})();
