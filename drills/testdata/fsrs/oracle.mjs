// What ts-fsrs makes of histories of right and wrong answers. Reads one history a line, {"at": [ms], "right": [bool], "days": bool},
// and writes one line for each: after every answer [stability, difficulty, days until due, lapses].
//
// Histories in days are walked by the scheduler itself, which counts whole days UTC. The others have fractions of days, which only
// the algorithm below the scheduler takes; there, a review within half a day counts as one of the same day.
import { createInterface } from 'node:readline';
import { createEmptyCard, fsrs, Rating } from 'ts-fsrs';

const day = 24 * 60 * 60 * 1000;
const f = fsrs({ learning_steps: [], relearning_steps: [], enable_short_term: true, enable_fuzz: false, maximum_interval: 180 });

function byScheduler({ at, right }) {
  let card = createEmptyCard(new Date(at[0]));
  return at.map((t, i) => {
    card = f.next(card, new Date(t), right[i] ? Rating.Good : Rating.Again).card;
    const days = f.next_interval(card.stability, 0);
    // The scheduler keeps Good a day behind Hard, a grade that is not given here; but for that, it says the same.
    const scheduled = (card.due.getTime() - t) / day;
    if (scheduled !== days && !(right[i] && scheduled === days + 1)) {
      throw new Error(`scheduled for ${scheduled} days, not ${days}`);
    }
    return [card.stability, card.difficulty, days, card.lapses];
  });
}

function byAlgorithm({ at, right }) {
  let state = null;
  let lapses = 0;
  return at.map((t, i) => {
    const days = i === 0 ? 0 : (t - at[i - 1]) / day;
    state = f.next_state(state, days < 0.5 ? 0 : days, right[i] ? Rating.Good : Rating.Again);
    lapses += i > 0 && !right[i] ? 1 : 0;
    return [state.stability, state.difficulty, f.next_interval(state.stability, days), lapses];
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const history = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(history.days ? byScheduler(history) : byAlgorithm(history))}\n`);
}
