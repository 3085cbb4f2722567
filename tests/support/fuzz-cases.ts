/** How many damaged inputs a property is tried with: `usual` in every run, a share of FUZZ_CASES at night. */
export function fuzzCases(usual: number, share: number): number {
  const all = Number(process.env.FUZZ_CASES ?? 0);
  return Math.max(usual, Math.ceil(all * share));
}
