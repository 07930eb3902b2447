// What a browser must do itself: times in its own zone, copying, the theme, shortcuts, and coming back after a restart.

const units = [["year", 31536000], ["month", 2592000], ["week", 604800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

const root = (element, selector) => element.shadowRoot.querySelector(selector);

function ago(date) {
  const seconds = Math.round((date.getTime() - Date.now()) / 1000);
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) {
      return relative.format(Math.trunc(seconds / size), unit);
    }
  }
  return seconds > 5 ? `in ${seconds} seconds` : "just now";
}

class PortalTime extends HTMLElement {
  static observedAttributes = ["datetime"];

  connectedCallback() {
    if (!this.shadowRoot) {
      this.attachShadow({ mode: "open" }).innerHTML =
        "<style>:host{position:relative;white-space:nowrap}time{text-decoration:underline dotted;text-underline-offset:3px}" +
        "time:focus-visible{outline:2px solid currentColor;outline-offset:2px}" +
        "span{display:none;position:absolute;left:0;top:100%;z-index:9;padding:2px 8px;border-radius:4px;background:#222;color:#fff;font-size:12px}" +
        "time:hover+span,time:focus+span{display:block}span.left{left:auto;right:0}</style><time></time><span role='tooltip'></span>";
      const [time, tip] = [root(this, "time"), root(this, "span")];
      // A stop for the tab key, but not one for each row of a table.
      if (!this.closest("table")) {
        time.tabIndex = 0;
      }
      for (const event of ["pointerenter", "focus"]) {
        // Near the right edge the exact time opens to the left.
        time.addEventListener(event, () => {
          tip.classList.remove("left");
          tip.classList.toggle("left", tip.getBoundingClientRect().right > document.documentElement.clientWidth);
        });
      }
    }
    this.show();
    this.timer = setInterval(() => this.show(), 15000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  attributeChangedCallback() {
    if (this.shadowRoot) {
      this.show();
    }
  }

  show() {
    const date = new Date(this.getAttribute("datetime"));
    const time = root(this, "time");
    const exact = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "long" }).format(date);
    time.textContent = ago(date);
    time.dateTime = this.getAttribute("datetime");
    root(this, "span").textContent = exact;
  }
}
customElements.define("portal-time", PortalTime);

function chooseTheme(theme) {
  const path = new URL(document.baseURI).pathname;
  document.cookie = `Portal.Theme=${theme};path=${path};max-age=31536000;samesite=lax`;
  document.documentElement.dataset.theme = theme;
  for (const name of ["light", "dark"]) {
    document.getElementById(`theme-${name}`).media =
      theme === "system" ? `(prefers-color-scheme: ${name})` : theme === name ? "all" : "not all";
  }
}

function showTheme(menu) {
  for (const choice of menu.querySelectorAll("[data-theme-choice]")) {
    choice.ariaPressed = choice.dataset.themeChoice === document.documentElement.dataset.theme;
  }
}

// Which theme is chosen is known here alone; nobody sees it before the menu opens.
document.addEventListener("toggle", event => showTheme(event.target), true);

async function copy(button) {
  const said = document.getElementById("said");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.copied = "";
    said.textContent = "Copied";
  } catch {
    said.textContent = "The browser did not allow copying";
  }
  setTimeout(() => {
    delete button.dataset.copied;
    said.textContent = "";
  }, 2000);
}

document.addEventListener("click", event => {
  const target = event.target.closest("[data-copy],[data-theme-choice],[data-open],[data-first],[data-zone-for]");
  if (target?.dataset.copy) {
    copy(target);
  } else if (target?.dataset.themeChoice) {
    chooseTheme(target.dataset.themeChoice);
    showTheme(target.closest("[data-menu]"));
  } else if (target?.dataset.first) {
    // What had to be done first is done: the next button is the one to press.
    target.classList.remove("primary");
    document.getElementById(target.dataset.first).classList.add("primary");
  } else if (target?.dataset.zoneFor) {
    const field = document.getElementById(target.dataset.zoneFor);
    field.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (target?.dataset.open) {
    document.getElementById(target.dataset.open).showModal();
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target) || target?.dataset.open) {
      menu.open = false;
    }
  }
});

document.addEventListener("keydown", event => {
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  const typing = event.target.closest("input,textarea,select,[contenteditable]");
  if (typing || event.ctrlKey || event.altKey || event.metaKey) {
    return;
  }
  if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) {
      event.preventDefault();
      search.focus();
    }
  } else if (event.key === "?") {
    document.getElementById("shortcuts")?.showModal();
  }
});

document.addEventListener("click", event => {
  if (event.target.closest("[data-reload]")) {
    event.preventDefault();
    location.reload();
  }
});

// Below 900 px the menu is folded, until it is asked for.
document.addEventListener("click", event => {
  const button = document.querySelector("[data-fold]");
  if (event.target === button) {
    button.ariaExpanded = button.ariaExpanded !== "true";
  } else if (button && event.target.closest(".side a")) {
    button.ariaExpanded = false;
  }
});

// A restarted portal does not know this page's circuit: load the page again where it was.
const modal = document.getElementById("components-reconnect-modal");
if (modal) {
  new MutationObserver(() => {
    if (modal.classList.contains("components-reconnect-rejected")) {
      location.reload();
    }
  }).observe(modal, { attributes: true, attributeFilter: ["class"] });
}
