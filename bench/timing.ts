// Times several ways of doing one thing over the same inputs, in turns, so that what else the machine does meets them alike.

export interface Contestant<Input> {
  readonly name: string;
  readonly map: (input: Input) => string;
}

/** Of each input's usual time: its median over the rounds, so that what else the machine did once in between is left out. */
export interface Timing {
  readonly name: string;
  readonly perSecond: number;
  readonly medianUs: number;
  readonly p99Us: number;
  /** UTF-8 bytes of one result, on average. */
  readonly bytes: number;
  /** Its time for one of the first contestant's. */
  readonly timesOfFirst: number;
}

export interface Inputs<Input> {
  readonly count: number;
  /** Makes an input anew, as a request would bring it: what a way keeps of an input does not serve it the next time. */
  make(index: number): Input;
}

export interface TimingOptions {
  readonly rounds: number;
  /** Inputs of one turn. */
  readonly turn: number;
  /** Told before each round. */
  readonly say?: (text: string) => void;
}

/** The first contestant is the one that the others are compared with. */
export function timeInTurns<Input>(
  contestants: readonly Contestant<Input>[],
  inputs: Inputs<Input>,
  { rounds, turn, say = () => {} }: TimingOptions,
): readonly Timing[] {
  const bytes = contestants.map(({ map }) => meanBytes(map, inputs)); // also the warm-up
  const taken = contestants.map(() => Array.from({ length: rounds }, () => new Float64Array(inputs.count)));
  let turns = 0;
  for (let round = 0; round < rounds; round += 1) {
    say(`round ${round + 1} of ${rounds}`);
    for (let from = 0; from < inputs.count; from += turn) {
      const to = Math.min(from + turn, inputs.count);
      for (let step = 0; step < contestants.length; step += 1) {
        // Each comes first, second and so on equally often.
        const index = (turns + step) % contestants.length;
        const samples = taken[index]?.[round] as Float64Array;
        takeTurn((contestants[index] as Contestant<Input>).map, inputs, from, to, samples);
      }
      turns += 1;
    }
  }
  const usual = taken.map(usualTimes);
  const firstMean = mean(usual[0] ?? new Float64Array());
  return contestants.map(({ name }, index) => {
    const own = (usual[index] ?? new Float64Array()).sort();
    return {
      name,
      perSecond: 1e6 / mean(own),
      medianUs: own[Math.floor(own.length / 2)] ?? Number.NaN,
      p99Us: own[Math.floor(own.length * 0.99)] ?? Number.NaN,
      bytes: bytes[index] ?? Number.NaN,
      timesOfFirst: mean(own) / firstMean,
    };
  });
}

function takeTurn<Input>(
  map: (input: Input) => string,
  inputs: Inputs<Input>,
  from: number,
  to: number,
  samples: Float64Array,
): void {
  const made = Array.from({ length: to - from }, (_, at) => inputs.make(from + at));
  let at = from;
  let before = performance.now();
  for (const input of made) {
    // A result that nobody looks at may be optimised away.
    if (map(input).length === 0) throw new Error("an event without text");
    const now = performance.now();
    samples[at] = (now - before) * 1000;
    before = now;
    at += 1;
  }
}

function usualTimes(rounds: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: rounds[0]?.length ?? 0 }, (_, at) =>
    median(rounds.map((round) => round[at] ?? Number.NaN)),
  );
}

function meanBytes<Input>(map: (input: Input) => string, { count, make }: Inputs<Input>): number {
  let bytes = 0;
  for (let at = 0; at < count; at += 1) bytes += Buffer.byteLength(map(make(at)));
  return bytes / count;
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low, high] = [sorted[middle - 1] ?? Number.NaN, sorted[middle] ?? Number.NaN];
  return sorted.length % 2 === 0 ? (low + high) / 2 : high;
}
