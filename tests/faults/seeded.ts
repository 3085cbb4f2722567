/** Chance that can be had again: the same seed, the same story as far as the machine allows. */
import { randomInt } from "node:crypto";

const SEED_MAX = 2 ** 31;
const given = Number(process.env.FAULTS_SEED);
/** Printed; FAULTS_SEED asks for it. */
export const seed: number = Number.isInteger(given) && given > 0 ? given : randomInt(1, SEED_MAX);
console.log(`FAULTS_SEED=${seed}`);

let state = seed;

/** Of a linear congruential generator (Park and Miller, "minimal standard"), from 0 to 1. */
export function chance(): number {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}

export const between = (from: number, to: number): number => from + chance() * (to - from);

export function oneOf<Item>(items: readonly Item[]): Item {
  return items[Math.floor(chance() * items.length)] as Item;
}
