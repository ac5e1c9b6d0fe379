// What happens later, for as long as there is something for it to happen to.

export type Timer = number | undefined;

/** Timers and frames that end together. Once stopped it starts no more: a canvas is told that its focus is gone after
 * the canvas is. */
export class Clock {
  private timers = new Set<number>();
  private frames = new Set<number>();
  private stopped = false;

  /** Act after so many milliseconds. */
  after(act: () => void, wait: number): Timer {
    if (this.stopped) return undefined;
    const timer = window.setTimeout(() => { this.timers.delete(timer); act(); }, wait);
    this.timers.add(timer);
    return timer;
  }

  /** Act at the next frame. */
  frame(act: (now: number) => void): Timer {
    if (this.stopped) return undefined;
    const frame = requestAnimationFrame((now) => { this.frames.delete(frame); act(now); });
    this.frames.add(frame);
    return frame;
  }

  clear(timer: Timer): void {
    if (timer === undefined) return;
    clearTimeout(timer);
    this.timers.delete(timer);
  }

  clearFrame(frame: Timer): void {
    if (frame === undefined) return;
    cancelAnimationFrame(frame);
    this.frames.delete(frame);
  }

  /** Whether anything is still to happen. */
  get busy(): boolean { return this.timers.size + this.frames.size > 0; }

  stop(): void {
    this.stopped = true;
    this.timers.forEach((timer) => clearTimeout(timer));
    this.frames.forEach((frame) => cancelAnimationFrame(frame));
  }
}
