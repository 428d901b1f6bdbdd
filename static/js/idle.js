// A tablet that nobody touches is handed over, as the server would do it at the next request: nobody's page is left to be read.

/** Sends a form after so many seconds without a touch, a key or the wheel. */
export function handOverWhenIdle(form) {
  const wait = Number(form.dataset.idle) * 1000;
  let timer = 0;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => form.submit(), wait);
  };
  for (const kind of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(kind, again, { passive: true });
  again();
}
