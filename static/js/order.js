// Putting lines in order: each number stands at one line only, so that choosing it takes it from the line that had it.

/**
 * Keeps the numbers of a form apart as they are chosen.
 * @param {HTMLFormElement} form a form with one group of radio buttons for each line
 */
export function numberEachOnce(form) {
  let taken = null; // the number that was taken from a line last, and the line that took it

  form.addEventListener("change", ({ target }) => {
    // Arrow keys pass over numbers on their way: what was taken in passing goes back.
    if (taken && taken.by === target.name && !chosen(taken.number.name)) taken.number.checked = true;
    taken = null;
    for (const number of form.querySelectorAll("input[type=radio]:checked")) {
      if (number === target || number.value !== target.value) continue;
      number.checked = false;
      taken = { number, by: target.name };
    }
  });

  function chosen(line) {
    return form.querySelector('input[name="' + line + '"]:checked');
  }
}
