// Small comforts. Every page works without this file.
"use strict";

document.documentElement.classList.add("js");

document.addEventListener("DOMContentLoaded", () => {
  const toggle = document.querySelector(".menu-toggle");
  if (toggle) {
    toggle.addEventListener("click", () => {
      const open = toggle.closest(".site-header").classList.toggle("is-open");
      toggle.setAttribute("aria-expanded", String(open));
      // On a phone the menu is one list: what is behind "More" is open with the rest.
      const more = document.querySelector("[data-menu]");
      if (more) more.open = open;
    });
  }
  // What is folded for a phone is open where there is room.
  if (window.matchMedia("(min-width: 60rem)").matches) {
    document.querySelectorAll("details[data-open-wide]").forEach((part) => { part.open = true; });
  }
  const errors = document.querySelector("[data-focus-on-load]");
  if (errors) errors.focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const all = event.target.closest("[data-choose-all]");
  if (all) {
    // All of them; where all are chosen already, none.
    const boxes = [...all.closest("form").querySelectorAll("[name=chosen]")];
    const left = boxes.some((box) => !box.checked);
    boxes.forEach((box) => { box.checked = left; });
  }
  const link = event.target.closest(".error-summary a");
  if (!link) return;
  // A link to a group of choices should land on its first choice.
  const place = document.getElementById(link.hash.slice(1));
  const field = place && (place.matches("input, select, textarea") ? place : place.querySelector("input, select, textarea"));
  if (field) {
    event.preventDefault();
    field.focus();
    place.scrollIntoView({ block: "center" });
  }
});

// "More" in the menu closes with Escape, which gives the focus back, and when something else is pressed or reached.
document.addEventListener("keydown", (event) => {
  const more = document.querySelector("[data-menu][open]");
  if (event.key !== "Escape" || !more || !more.contains(document.activeElement)) return;
  more.open = false;
  more.querySelector("summary").focus();
});
["click", "focusin"].forEach((kind) => document.addEventListener(kind, (event) => {
  const more = document.querySelector(".site-header:not(.is-open) [data-menu][open]");
  if (more && !more.contains(event.target)) more.open = false;
}));

// A second press of the button sends nothing. The mark goes away when the page comes back from the browser's cache.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-submit-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("[data-sent]").forEach((form) => delete form.dataset.sent);
});

// A search that ends elsewhere (signed out) or fails becomes an ordinary page load, which says what is the matter.
document.addEventListener("htmx:beforeSwap", (event) => {
  const asked = new URL(event.detail.pathInfo.requestPath, location.href);
  const answered = new URL(event.detail.xhr.responseURL || asked, location.href);
  if (asked.pathname !== answered.pathname) {
    event.detail.shouldSwap = false;
    location.assign(answered);
  }
});
document.addEventListener("htmx:responseError", (event) => location.assign(event.detail.pathInfo.requestPath));
