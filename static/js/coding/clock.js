/* Time on the unit, only where the project keeps it: seconds in sight and in use since the last act. */
const IDLE = 60_000;

export function startClock(isKept) {
  let active = 0;
  let since = null;
  let touched = 0;
  const now = () => performance.now();
  const stop = () => { if (since !== null) active += Math.min(now(), touched + IDLE) - since; since = null; };
  const touch = () => {
    if (document.visibilityState !== "visible") return;
    if (since !== null && now() - touched > IDLE) stop();
    touched = now();
    since ??= touched;
  };
  if (isKept) {
    for (const kind of ["keydown", "pointerdown", "pointermove", "scroll", "focus"]) window.addEventListener(kind, touch, { passive: true, capture: true });
    document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? touch() : stop()));
    touch();
  }
  return {
    /* -> whole seconds since the last call, null where none are kept. */
    take() {
      if (!isKept) return null;
      stop();
      const seconds = Math.round(active / 1000);
      active = 0;
      touch();
      return seconds;
    },
  };
}
