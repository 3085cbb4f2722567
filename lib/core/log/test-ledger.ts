/**
 * The ledger of tests: its name is part of its origin, which every checkpoint, key and receipt of it states, so that whoever verifies one
 * sees what it is without asking anybody. docs/decisions/0066
 */

export const TEST_LEDGER = "test";

/** What stands on everything that comes from it, in any language. */
export const TEST_MARK = "TEST 测试";

/** Whether an origin of an installation of this software is that of its ledger of tests. */
export function isTestOrigin(origin: string | undefined): boolean {
  return origin?.endsWith(`/ledger/${TEST_LEDGER}`) ?? false;
}
