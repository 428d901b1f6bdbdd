// What happens when nobody touches a device for a while.

/** Does something after so many ms without a touch, a key or the wheel. */
export function whenIdle(ms, then) {
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(then, ms);
  };
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(kind, again, { passive: true });
  again();
}

/**
 * Hands a tablet over that nobody touches, as the server would do it at the next request: nobody's page is left to be read. The form
 * says after how many seconds.
 */
export function handOverWhenIdle(form) {
  whenIdle(Number(form.dataset.idle) * 1000, () => form.submit());
}
