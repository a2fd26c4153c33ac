/** The speeds that the button goes through. */
export const speeds = [1, 1.25, 1.5, 2, 0.75];

const speedKey = "cw-speed";

/** How one player looks: that of a message, or the bar of the conversation. */
export function paint(player, state, time, duration, play, words, speed, dragged) {
  const [button, range, rate] = ["[data-audio-play]", "[data-audio-seek]", "[data-audio-rate]"].map(part => player.querySelector(part));
  const isOn = state === "playing" || state === "loading";
  set(player, "data-state", state);
  set(button, "aria-label", isOn ? words.pause : play);
  set(button, "title", isOn ? words.pause : play);
  set(button, "aria-busy", state === "loading" ? "true" : null);
  set(rate, "aria-label", fill(words.speedIs, speed));
  write(rate, `${speed}×`);
  if (dragged === range) {
    return;
  }

  const end = duration ?? 0;
  set(range, "max", String(Math.max(Math.ceil(end), 0)));
  set(range, "aria-valuetext", end ? fill(words.positionOf, clock(time), clock(end)) : clock(time));
  range.value = String(Math.round(time));
  range.closest(".cw-audio__wave")?.style.setProperty("--heard", `${end ? Math.min(100, 100 * time / end).toFixed(1) : 0}%`);
  const isBegun = time > 0 || player.dataset.audio === undefined;
  write(player.querySelector("[data-audio-time]"), end ? (isBegun ? `${clock(time)} / ${clock(end)}` : clock(end)) : isBegun ? clock(time) : "–:––");
}

/** Puts values into a text of the page. */
export const fill = (text, ...values) => values.reduce((filled, value, i) => filled.replace(`{${i}}`, value), text);

function set(element, name, value) {
  if (element.getAttribute(name) !== value) {
    value === null ? element.removeAttribute(name) : element.setAttribute(name, value);
  }
}

/** Into the text that is there, which the page still knows as its own. */
function write(element, text) {
  if (element.firstChild.nodeValue !== text) {
    element.firstChild.nodeValue = text;
  }
}

export function clock(seconds) {
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

export function keptSpeed() {
  try {
    const kept = Number(sessionStorage.getItem(speedKey));
    return speeds.includes(kept) ? kept : 1;
  } catch {
    return 1; // storage is switched off
  }
}

export function keepSpeed(speed) {
  try {
    sessionStorage.setItem(speedKey, speed);
  } catch {
    // Storage is switched off: the choice lasts as long as the transcript is open.
  }
}
