// What the pages do besides what forms and links do. Everything works without it, with more loading.
// Nothing that comes from the server is read as HTML but pages of ours.

const root = document.documentElement;
root.classList.add("scripted");

const say = (text) => { const news = document.getElementById("news"); if (news) news.textContent = text; };
const later = (work, milliseconds) => {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => work(...given), milliseconds); };
};
const ask = async (path) => {
  const answer = await fetch(path, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};
const part = async (path, options = {}) => {
  const answer = await fetch(path, { ...options, headers: { "X-Part": "1", ...options.headers } });
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// The drop-down with search (ARIA combobox with a listbox).
for (const combo of document.querySelectorAll("[data-combobox]")) {
  const input = combo.querySelector("input");
  const list = document.createElement("ul");
  Object.assign(list, { id: `${input.id}-options`, className: "options", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  combo.append(list);
  for (const [name, value] of [
    ["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id],
  ]) input.setAttribute(name, value);
  let active = -1;
  let asked = 0;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const choose = (index) => {
    const all = options();
    active = all.length ? (index + all.length) % all.length : -1;
    all.forEach((option, number) => option.setAttribute("aria-selected", String(number === active)));
    if (active < 0) return;
    input.setAttribute("aria-activedescendant", all[active].id);
    all[active].scrollIntoView({ block: "nearest" });
  };
  const open = (option) => { location.assign(option.dataset.href); };
  const note = (text) => {
    const line = document.createElement("li");
    line.className = "note";
    line.setAttribute("role", "presentation");
    line.textContent = text;
    list.append(line);
  };
  const show = async () => {
    const mine = ++asked;
    const found = await ask(`${combo.dataset.combobox}?q=${encodeURIComponent(input.value)}`).catch(() => null);
    if (!found || mine !== asked || document.activeElement !== input) return;
    list.replaceChildren(...found.options.map((option, number) => {
      const line = document.createElement("li");
      line.id = `${input.id}-option-${number}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", "false");
      line.dataset.href = option.href;
      for (const text of [option.name, option.detail]) {
        const span = document.createElement("span");
        span.dir = "auto";
        span.textContent = text;
        line.append(span);
      }
      return line;
    }));
    if (!found.options.length) note(input.dataset.none);
    if (found.more) note(found.more);
    list.hidden = false;
    active = -1;
    input.setAttribute("aria-expanded", "true");
    say(found.options.length ? "" : input.dataset.none);
  };
  const showSoon = later(show, 120);
  input.addEventListener("input", showSoon);
  input.addEventListener("focus", show);
  input.addEventListener("blur", () => setTimeout(close, 150));
  input.addEventListener("keydown", (event) => {
    const all = options();
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show(); else choose(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Enter" && !list.hidden) {
      const meant = all[active] ?? all.find((option) => option.firstElementChild.textContent === input.value.trim());
      if (!meant) return;
      event.preventDefault();
      open(meant);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) input.value = "";
      close();
    }
  });
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return event.preventDefault();
    event.preventDefault();
    open(option);
  });
}

// The included and the excluded, with plus and minus, keys and dragging.
const touch = (element) => element.dispatchEvent(new Event("change", { bubbles: true }));
for (const lists of document.querySelectorAll("[data-members]")) {
  const field = lists.dataset.members;
  const chosen = lists.querySelector("[data-chosen]");
  const offered = lists.querySelector("[data-offered]");
  const filter = lists.querySelector("[data-filter]");
  const template = lists.querySelector("[data-row]");
  const taken = () => [...lists.querySelectorAll(`input[name="${field}-member"]`)].map((input) => input.value);

  const row = (option) => {
    const line = template.content.firstElementChild.cloneNode(true);
    line.dataset.member = option.value;
    line.querySelector(".kind").classList.add(option.isRole ? "role" : "user");
    line.querySelector("bdi").textContent = option.name;
    if (!option.isRole) line.querySelector("[data-role]").remove();
    line.querySelector("[data-detail]").textContent = option.detail;
    const link = line.querySelector(".why");
    link.href = option.href;
    link.querySelector(".sr").textContent = ` ${option.name}`;
    if (!option.href) link.remove();
    return line;
  };
  const dress = (line, isChosen) => {
    const button = line.querySelector("button");
    const words = template.content.querySelector("button").dataset;
    const name = line.querySelector("bdi").textContent;
    button.className = `round ${isChosen ? "minus" : "plus"}`;
    button.textContent = isChosen ? "−" : "+";
    button.value = `${isChosen ? "remove" : "add"}|${field}|${line.dataset.member}`;
    button.setAttribute("aria-label", `${isChosen ? words.exclude : words.include} ${name}`);
    line.querySelector("input[type=hidden]")?.remove();
    if (!isChosen) return line.querySelector(".kind.user ~ .why")?.remove();
    const input = document.createElement("input");
    Object.assign(input, { type: "hidden", name: `${field}-member`, value: line.dataset.member });
    line.prepend(input);
  };
  const rove = (list) => {
    const buttons = [...list.querySelectorAll("button.round")];
    const current = buttons.find((button) => button.tabIndex === 0 && button.dataset.roves) ?? buttons[0];
    for (const button of buttons) {
      button.dataset.roves = "1";
      button.tabIndex = button === current ? 0 : -1;
    }
  };
  const move = (line, toChosen, keepFocus) => {
    const from = line.parentElement;
    const neighbour = line.nextElementSibling ?? line.previousElementSibling;
    (toChosen ? chosen : offered)[toChosen ? "append" : "prepend"](line);
    dress(line, toChosen);
    line.classList.remove("moved");
    requestAnimationFrame(() => line.classList.add("moved"));
    [chosen, offered].forEach(rove);
    say((toChosen ? lists.dataset.included : lists.dataset.excluded)
      .replace("{name}", line.querySelector("bdi").textContent));
    if (keepFocus) {
      const next = neighbour?.parentElement === from ? neighbour.querySelector("button.round") : filter;
      if (next.matches("button")) { from.querySelectorAll("button.round").forEach((b) => { b.tabIndex = -1; }); next.tabIndex = 0; }
      next.focus();
    }
    touch(lists);
  };

  lists.addEventListener("click", (event) => {
    const button = event.target.closest("button.round");
    if (!button) return;
    event.preventDefault();
    const line = button.closest("li");
    move(line, line.parentElement === offered, true);
  });
  lists.addEventListener("keydown", (event) => {
    const button = event.target.closest("button.round");
    if (!button) return;
    const buttons = [...button.closest("ul").querySelectorAll("button.round")];
    const index = buttons.indexOf(button);
    const line = button.closest("li");
    const places = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: buttons.length - 1 };
    if (event.key in places) {
      event.preventDefault();
      const next = buttons[Math.max(0, Math.min(buttons.length - 1, places[event.key]))];
      buttons.forEach((other) => { other.tabIndex = other === next ? 0 : -1; });
      next.focus();
    } else if (event.key === "Delete" && line.parentElement === chosen) {
      event.preventDefault();
      move(line, false, true);
    }
  });

  let dragged = null;
  lists.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("li.member");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.member);
  });
  for (const list of [chosen, offered]) {
    const place = list.closest(".list");
    const fits = () => dragged && dragged.parentElement !== list;
    place.addEventListener("dragover", (event) => { if (fits()) { event.preventDefault(); place.classList.add("over"); } });
    place.addEventListener("dragleave", () => place.classList.remove("over"));
    place.addEventListener("drop", (event) => {
      place.classList.remove("over");
      if (!fits()) return;
      event.preventDefault();
      move(dragged, list === chosen, false);
      dragged = null;
    });
  }

  let asked = 0;
  const search = later(async () => {
    const mine = ++asked;
    const query = new URLSearchParams([["q", filter.value], ...taken().slice(0, 200).map((member) => ["taken", member])]);
    const found = await ask(`${lists.dataset.find}?${query}`).catch(() => null);
    if (!found || mine !== asked) return;
    const now = new Set(taken());
    offered.replaceChildren(...found.options.filter((option) => !now.has(option.value)).map((option) => {
      const line = row(option);
      dress(line, false);
      return line;
    }));
    lists.querySelector("[data-more]").textContent = found.more;
    rove(offered);
  }, 120);
  filter.addEventListener("input", (event) => { event.stopPropagation(); search(); });
  filter.addEventListener("change", (event) => event.stopPropagation());
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "ArrowDown") { event.preventDefault(); offered.querySelector("button.round")?.focus(); }
  });
  [chosen, offered].forEach(rove);
}

// What a change means, while it is written; and nobody leaves what is not saved by mistake.
for (const form of document.querySelectorAll("form[data-guard]")) {
  const savebar = form.querySelector("[data-savebar]");
  const understood = form.querySelector("[data-understood]");
  const content = () => {
    const fields = new URLSearchParams(new FormData(form));
    for (const name of ["comment", "q", ...[...fields.keys()].filter((key) => key.endsWith("-find"))]) fields.delete(name);
    return fields.toString();
  };
  const before = form.hasAttribute("data-changed") ? null : content();
  let isLeaving = false;
  let running = null;
  const isChanged = () => before === null || content() !== before;
  const preview = later(async () => {
    running?.abort();
    if (!isChanged()) return understood.replaceChildren();
    running = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "preview");
    try {
      const page = await part(form.getAttribute("action"), { method: "POST", body, signal: running.signal });
      const told = page.querySelector("[data-meaning]") ?? page.querySelector("[data-problems]");
      const digest = form.querySelector("[name=digest]");
      if (digest) digest.value = page.querySelector("[name=digest]")?.value ?? "";
      const count = page.querySelector("[data-count]");
      if (count) form.querySelector("[data-count]").textContent = count.textContent;
      understood.replaceChildren(...(told ? [document.adoptNode(told)] : []));
    } catch (problem) {
      if (problem.name !== "AbortError") understood.replaceChildren();
    }
  }, 350);
  const changed = () => {
    savebar?.classList.toggle("changed", isChanged());
    if (understood) preview();
  };
  form.addEventListener("change", changed);
  form.addEventListener("input", later(changed, 350));
  form.addEventListener("submit", () => { isLeaving = true; });
  form.querySelector("[data-discard]")?.addEventListener("click", () => { isLeaving = true; });
  addEventListener("beforeunload", (event) => {
    if (isLeaving || !isChanged()) return;
    event.preventDefault();
    event.returnValue = form.dataset.guard;
  });
  if (savebar) form.querySelector("[data-preview]")?.setAttribute("hidden", "");
  if (form.hasAttribute("data-changed") && !understood?.children.length) changed();
}
// Enter in a field with a button of its own is that button's.
for (const button of document.querySelectorAll("[data-enter]")) {
  button.previousElementSibling.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    button.click();
  });
}
document.getElementById("problems")?.focus();

// What was done before is read out once the page is there: a status that stands in it from the start is not.
const done = document.querySelector(".done span");
if (done) setTimeout(() => say(done.textContent), 300);

// Explanations in a window over the page.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-window]");
  const window = document.getElementById("window");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const page = await part(link.href).catch(() => null);
  if (!page) return location.assign(link.href);
  const inside = window.querySelector("[data-inside]");
  inside.replaceChildren(...[...page.body.children].map((child) => document.adoptNode(child)));
  inside.querySelectorAll("[role=tree]").forEach(grow);
  window.showModal();
});

// A tree: arrow keys, Home, End, as the ARIA practices say.
function grow(tree) {
  const items = () => [...tree.querySelectorAll("[role=treeitem]")]
    .filter((item) => !item.parentElement.closest("[aria-expanded=false]"));
  const focus = (item) => {
    if (!item) return;
    tree.querySelectorAll("[role=treeitem]").forEach((other) => { other.tabIndex = -1; });
    item.tabIndex = 0;
    item.focus();
  };
  const turn = (item, isOpen) => item.setAttribute("aria-expanded", String(isOpen));
  tree.querySelectorAll("[role=treeitem]").forEach((item, number) => { item.tabIndex = number ? -1 : 0; });
  tree.addEventListener("keydown", (event) => {
    const item = event.target.closest("[role=treeitem]");
    const [all, state] = [items(), item?.getAttribute("aria-expanded")];
    const index = all.indexOf(item);
    const moves = {
      ArrowDown: () => focus(all[index + 1]), ArrowUp: () => focus(all[index - 1]),
      Home: () => focus(all[0]), End: () => focus(all.at(-1)),
      ArrowRight: () => state === "false" ? turn(item, true) : state && focus(item.querySelector("[role=treeitem]")),
      ArrowLeft: () => state === "true" ? turn(item, false) : focus(item.parentElement.closest("[role=treeitem]")),
      Enter: () => item.querySelector("a")?.click(),
    };
    if (!item || !moves[event.key] || (event.key === "Enter" && event.target.closest("a"))) return;
    event.preventDefault();
    moves[event.key]();
  });
  tree.addEventListener("click", (event) => {
    const item = event.target.closest("[role=treeitem]");
    if (event.target.closest("a") || !item?.hasAttribute("aria-expanded")) return;
    turn(item, item.getAttribute("aria-expanded") === "false");
  });
}
document.querySelectorAll("[role=tree]").forEach(grow);

// Who watches and listens now. The server says when there is something new; until it does, and when it cannot, it is asked.
for (const live of document.querySelectorAll("[data-live]")) {
  const [pause, words] = [live.querySelector("[data-pause]"), live.querySelector("[data-words]")];
  let [events, asking, again] = [];
  let [isPaused, isRunning, isStale] = [false, false, false];
  const show = (state) => {
    if (live.dataset.state === state) return;
    live.dataset.state = state;
    words.textContent = words.dataset[state];
  };
  const refresh = async () => {
    if (isRunning) { isStale = true; return; }
    [isRunning, isStale] = [true, false];
    const page = await fetch(location.href, { headers: { "X-Part": "1" } }).catch(() => null);
    // Whoever is not signed in any more is sent elsewhere.
    if (page?.redirected) return location.reload();
    const text = page?.ok ? await page.text().catch(() => "") : "";
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-rows]");
    isRunning = false;
    if (isPaused) return;
    if (!fresh) show("lost"); else if (asking) show("asking");
    const rows = live.querySelector("[data-rows]");
    if (fresh && fresh.textContent !== rows.textContent) {
      const held = rows.contains(document.activeElement) && document.activeElement.getAttribute("href");
      rows.replaceChildren(...document.adoptNode(fresh).childNodes);
      if (held) [...rows.querySelectorAll("a")].find((link) => link.getAttribute("href") === held)?.focus();
    }
    if (isStale) refresh();
  };
  const ask = () => { asking ??= setInterval(refresh, 2000); };
  const rest = () => {
    clearInterval(asking);
    asking = null;
  };
  const stop = () => {
    events?.close();
    clearTimeout(again);
    rest();
  };
  // A window that nobody sees leaves its connection to others.
  const start = () => {
    stop();
    if (isPaused || document.hidden) return;
    ask();
    events = new EventSource(live.dataset.live);
    events.addEventListener("change", () => {
      rest();
      show("open");
      refresh();
    });
    events.addEventListener("error", () => {
      ask();
      // Where it was refused the browser does not try again by itself.
      if (events.readyState === EventSource.CLOSED) again = setTimeout(start, 30000);
    });
  };
  pause.hidden = false;
  pause.addEventListener("click", () => {
    isPaused = !isPaused;
    pause.setAttribute("aria-pressed", String(isPaused));
    if (isPaused) show("paused");
    start();
  });
  document.addEventListener("visibilitychange", start);
  addEventListener("pagehide", stop);
  addEventListener("pageshow", (event) => { if (event.persisted) start(); });
  start();
}

// All of a list at once.
for (const all of document.querySelectorAll("[data-check-all]")) {
  all.closest("label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll(`input[name="${all.dataset.checkAll}"]`)) box.checked = all.checked;
  });
}

// Dark and light, without loading the page again.
for (const back of document.querySelectorAll("[data-back]")) back.value = location.pathname + location.search;
document.querySelector("[data-theme-switch]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const body = new URLSearchParams(new FormData(form));
  const [chosen, button] = [body.get("theme"), form.querySelector("button")];
  await fetch(form.action, { method: "POST", body, redirect: "manual" });
  root.dataset.theme = chosen;
  form.elements.theme.value = { auto: "dark", dark: "light", light: "auto" }[chosen];
  button.textContent = button.dataset[chosen];
});
