/** The words of the offline verifier: those of the verify page, but where that speaks of "this site". */

import en from "#lib/i18n/generated/en.json" with { type: "json" };
import zhCN from "#lib/i18n/generated/zh-CN.json" with { type: "json" };
import type { Locale } from "#lib/i18n/locale.ts";

// The build leaves out whatever is not named here: see MESSAGES in bin/steps/build-verifier.mjs.
const wordsOf = ({
  common,
  shell,
  claim,
  verify,
  steps,
  inspect,
  elsewhere,
  signatures,
  cli,
  standalone,
  certificateVerdict,
}: typeof en) => {
  const { instead } = standalone;
  return {
    common,
    shell: { switchTo: shell.switchTo, switchToLabel: shell.switchToLabel, skip: shell.skip },
    standalone,
    certificateVerdict,
    claim,
    inspect,
    elsewhere,
    signatures,
    verify: {
      ...verify,
      drop: { ...verify.drop, privacy: instead.privacy },
      body: { ...verify.body, unproven: instead.unproven, unprovenMatches: instead.unprovenMatches },
      crowded: { ...verify.crowded, title: instead.crowded },
      time: { ...verify.time, unproven: instead.timeUnproven },
    },
    steps: {
      ...steps,
      // The command line judges by what its reader named, too.
      ok: { ...steps.ok, ...cli.verify.ok },
      reason: { ...steps.reason, ...cli.verify.reason, authority_unproven: instead.authorityUnproven },
    },
    cli: { verify: { policy: cli.verify.policy } },
  };
};

export const MESSAGES: Record<Locale, ReturnType<typeof wordsOf>> = { en: wordsOf(en), "zh-CN": wordsOf(zhCN) };
