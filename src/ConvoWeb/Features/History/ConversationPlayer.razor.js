import { clock, fill, keepSpeed, keptSpeed, paint, speeds } from "./AudioPlayer.razor.js";
import { reveal } from "./TranscriptPane.razor.js";

const open = new WeakMap();

/** Shorter into a message, one step back is the message before it; longer, its beginning. */
const restartAfter = 3;

/**
 * The one sound of a transcript. The players of the messages and the bar at its foot show it and steer it; they may come and
 * go while it plays, because the messages do.
 */
class Listening {
  #bar;
  #words; // the texts of the page
  #page;
  #pane;
  #scroll;
  #sound;
  #speed = keptSpeed();
  #messages = [];
  #now = null; // the message that is heard
  #begin = 0; // where in it, while it is not loaded
  #failed = new Set();
  #dragged = null;
  #follows = true;
  #painted = 0;
  #ended = new AbortController();
  #changes = new MutationObserver(() => this.#paintSoon());

  constructor(bar, page) {
    this.#bar = bar;
    this.#words = bar.dataset;
    this.#page = page;
    this.#pane = bar.closest(".cw-pane");
    this.#scroll = this.#pane.querySelector(".cw-scroll");
    this.#sound = bar.querySelector("audio");

    const on = (target, types, handle, options = {}) =>
      types.split(" ").forEach(type => target.addEventListener(type, handle, { ...options, signal: this.#ended.signal }));
    on(this.#pane, "click", event => this.#click(event));
    on(this.#pane, "input change", event => event.target.matches?.("[data-audio-seek]") && this.#drag(event));
    on(this.#sound, "timeupdate play playing pause waiting seeked ratechange", () => this.#paintSoon());
    on(this.#sound, "loadedmetadata", () => this.#loaded());
    on(this.#sound, "ended", () => this.#step(1, false));
    on(this.#sound, "error", () => this.#lost());

    // Whoever scrolls away wants to read elsewhere: what is spoken no longer takes them along.
    on(this.#scroll, "wheel touchmove", () => this.#follows = false, { passive: true });
    on(this.#scroll, "keydown", event => this.#follows &&= !/^(Arrow|Page|Home|End)/.test(event.key) || event.target.matches("input"));
    this.#changes.observe(this.#scroll, { childList: true, subtree: true });
  }

  /** What there is to listen to, in order. */
  tell(messages) {
    this.#messages = messages;
    this.#now = this.#now && (messages.find(message => message.seq === this.#now.seq) ?? this.#now);
    this.#paintSoon();
  }

  end() {
    this.#ended.abort();
    this.#changes.disconnect();
    this.#sound.pause();
    this.#sound.removeAttribute("src");
    this.#sound.load(); // gives the connection back
  }

  #click(event) {
    const button = event.target.closest("[data-audio-play], [data-audio-step], [data-audio-rate]");
    if (!button) {
      this.#seek(event.target);
    } else if (button.dataset.audioStep) {
      this.#follows = true;
      this.#step(Number(button.dataset.audioStep), true);
    } else if (button.hasAttribute("data-audio-rate")) {
      this.#speed = speeds[(speeds.indexOf(this.#speed) + 1) % speeds.length];
      keepSpeed(this.#speed);
      this.#sound.playbackRate = this.#speed;
      this.#paintSoon();
    } else {
      this.#toggle(this.#meant(button));
    }
  }

  /** While something is heard, a click on another message goes on there, unless words are chosen or something is pressed. */
  #seek(element) {
    const seq = element.closest("article")?.dataset.seq;
    const message = this.#playable().find(message => String(message.seq) === seq);
    if (message && !this.#isNow(message) && !this.#sound.paused && getSelection().isCollapsed && !element.closest("a, button, summary, input, textarea")) {
      this.#follows = true;
      this.#hear(message, 0, true);
    }
  }

  /** The message of a player; for the bar, the one that is heard, or the first. */
  #meant(control) {
    const player = control.closest(".cw-audio");
    if (player === this.#bar) {
      return this.#now ?? this.#playable()[0];
    }

    const { audio, seq, duration } = player.dataset;
    return this.#messages.find(message => String(message.seq) === seq && message.address === audio)
      ?? { seq: seq ? Number(seq) : null, address: audio, duration: Number(duration) || null, isThere: true };
  }

  #toggle(message) {
    if (!message) {
      return;
    }

    this.#follows = true;
    if (this.#isNow(message) && !this.#sound.paused) {
      this.#sound.pause();
    } else {
      this.#hear(message, this.#isNow(message) ? this.#time() : 0, true);
    }
  }

  #hear(message, time, plays) {
    const isOther = !this.#isNow(message) || this.#failed.delete(message.address);
    this.#now = message;
    if (isOther) {
      this.#begin = time;
      this.#sound.src = message.address;
      this.#sound.playbackRate = this.#sound.defaultPlaybackRate = this.#speed;
    } else if (this.#sound.readyState > 0) {
      this.#sound.currentTime = Math.min(time, this.#sound.duration);
    } else {
      this.#begin = time;
    }

    if (plays) {
      this.#sound.play().catch(() => this.#paintSoon()); // what was wrong comes as an event
      this.#show(message);
    }

    this.#paintSoon();
  }

  #show({ seq }) {
    if (!this.#follows || seq === null) {
      return;
    }

    if (this.#pane.querySelector(`article[data-seq="${seq}"]`)) {
      reveal(this.#scroll, seq, false);
    } else {
      this.#page.invokeMethodAsync("GoToAsync", seq).catch(() => {});
    }
  }

  #step(by, isAsked) {
    const all = this.#playable();
    const plays = !isAsked || !this.#sound.paused;
    const next = by < 0
      ? all.findLast(message => message.seq < (this.#now?.seq ?? Infinity))
      : all.find(message => message.seq > (this.#now?.seq ?? -1));
    if (by < 0 && this.#now && (this.#time() > restartAfter || !next)) {
      this.#hear(this.#now, 0, plays);
    } else if (next) {
      this.#hear(next, 0, plays);
    } else {
      this.#paintSoon();
    }
  }

  #loaded() {
    if (this.#now && !this.#now.duration && Number.isFinite(this.#sound.duration)) {
      this.#now.duration = this.#sound.duration;
    }

    if (this.#begin > 0) {
      this.#sound.currentTime = Math.min(this.#begin, this.#sound.duration);
      this.#begin = 0;
    }

    this.#paintSoon();
  }

  async #lost() {
    const message = this.#now;
    if (!message || !this.#sound.hasAttribute("src")) {
      return;
    }

    const status = await fetch(message.address, { method: "HEAD" }).then(answer => answer.status, () => 0);
    if (status === 404) {
      message.isThere = false;
      this.#failed.delete(message.address);
      this.#sound.removeAttribute("src");
      this.#step(1, false);
    } else {
      this.#failed.add(message.address);
    }

    this.#paintSoon();
  }

  #drag(event) {
    const range = event.target;
    const isBar = range.closest(".cw-audio") === this.#bar;
    const message = isBar ? this.#at(Number(range.value)) : { message: this.#meant(range), time: Number(range.value) };
    this.#dragged = event.type === "input" ? range : null;
    if (event.type === "input") {
      range.setAttribute("aria-valuetext", fill(this.#words.positionOf, clock(Number(range.value)), clock(Number(range.max))));
    } else if (message?.message) {
      this.#follows = true;
      this.#hear(message.message, message.time, !this.#sound.paused);
    }
  }

  /** Which message is heard so far into the conversation. */
  #at(seconds) {
    for (const message of this.#playable()) {
      if (seconds < (message.duration ?? 0)) {
        return { message, time: seconds };
      }

      seconds -= message.duration ?? 0;
    }

    return null;
  }

  #playable() {
    return this.#messages.filter(message => message.isThere);
  }

  #isNow(message) {
    return this.#now !== null && this.#now.seq === message.seq && this.#now.address === message.address;
  }

  #time() {
    return this.#sound.readyState > 0 ? this.#sound.currentTime : this.#begin;
  }

  #state() {
    return this.#failed.has(this.#now?.address) ? "failed"
      : this.#sound.paused ? "paused"
      : this.#sound.readyState < 3 ? "loading"
      : "playing";
  }

  #paintSoon() {
    this.#painted ||= requestAnimationFrame(() => {
      this.#painted = 0;
      if (!this.#ended.signal.aborted) {
        this.#paint();
      }
    });
  }

  #paint() {
    const gone = new Set(this.#messages.filter(message => !message.isThere).map(message => message.address));
    const spoken = this.#now && !this.#sound.paused ? this.#now.seq : null;
    for (const article of this.#pane.querySelectorAll(`article[data-seq="${spoken}"], article[data-spoken]`)) {
      article.toggleAttribute("data-spoken", article.dataset.seq === String(spoken));
    }

    for (const player of this.#pane.querySelectorAll(".cw-audio[data-audio]")) {
      const message = this.#meant(player);
      const isNow = this.#isNow(message);
      const state = gone.has(message.address) ? "gone" : isNow ? this.#state() : this.#failed.has(message.address) ? "failed" : "paused";
      paint(player, state, isNow ? this.#time() : 0, message.duration, this.#words.playFromHere, this.#words, this.#speed, this.#dragged);
    }

    const all = this.#playable();
    const before = all.filter(message => message.seq < (this.#now?.seq ?? 0)).reduce((sum, message) => sum + (message.duration ?? 0), 0);
    const whole = all.reduce((sum, message) => sum + (message.duration ?? 0), 0);
    paint(this.#bar, this.#now ? this.#state() : "paused", before + (this.#now ? this.#time() : 0), whole, this.#words.play, this.#words, this.#speed, this.#dragged);
  }
}

export function attach(bar, page) {
  if (bar) {
    open.set(bar, new Listening(bar, page)); // else the page moved on before its script came
  }
}

export function tell(bar, messages) {
  open.get(bar)?.tell(messages);
}

export function detach(bar) {
  open.get(bar)?.end();
  open.delete(bar);
}
