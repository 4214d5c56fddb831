// Says in time that the session ends. The server decides; this only tells. Other windows prolong it as well, so the
// server is asked before anything is shown.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector("[data-session-seconds]");
  if (!bar) return;
  const part = (name) => bar.querySelector(`[data-session-${name}]`);
  const warning = Number(bar.dataset.sessionWarning);
  let endsAt = 0;
  let timer = 0;

  const show = (name) => {
    bar.hidden = false;
    part("soon").hidden = name !== "soon";
    part("over").hidden = name !== "over";
    part("prolong").hidden = name !== "soon";
  };
  const later = (seconds, what) => {
    clearTimeout(timer);
    timer = setTimeout(what, Math.max(1, seconds) * 1000);
  };
  const left = () => Math.round((endsAt - Date.now()) / 1000);
  const begin = (seconds) => {
    endsAt = Date.now() + seconds * 1000;
    if (seconds > warning) {
      bar.hidden = true;
      later(seconds - warning, ask);
    } else {
      tick();
    }
  };
  const tick = () => {
    if (left() <= 0) {
      show("over");
      return;
    }
    // Written only when it changes: a screen reader would read each writing aloud.
    const minutes = String(Math.ceil(left() / 60));
    if (part("minutes").textContent !== minutes) part("minutes").textContent = minutes;
    show("soon");
    later(5, tick);
  };
  const request = async (options) => {
    const answer = await fetch(bar.action, { ...options, headers: { Accept: "application/json" }, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    begin((await answer.json()).seconds);
  };
  // Whoever is signed out already is led away, which fails here; without a network the clock of this page counts on.
  const ask = () => request({}).catch(tick);
  const prolong = () => request({ method: "POST", body: new FormData(bar) }).catch(() => show("over"));

  bar.addEventListener("submit", (event) => {
    event.preventDefault();
    prolong();
  });
  // A machine that slept: its timers stood still.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && left() < warning) ask();
  });
  begin(Number(bar.dataset.sessionSeconds));
});
