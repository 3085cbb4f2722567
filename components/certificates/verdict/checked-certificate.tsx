"use client";

import { Printer, RefreshCw } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { GivenFiles } from "#components/verification/given-files.tsx";
import { focusVerdict } from "#components/verification/verdict-panel.tsx";
import type { CertificateOutcome, GivenCertificate } from "#components/verification/worker-protocol.ts";
import type { CertificateVerification } from "#lib/verify/certificate/words.ts";
import { AskOthers } from "./ask-others.tsx";
import { CertificateVerdict } from "./certificate-verdict.tsx";
import { DateChoice } from "./date-choice.tsx";

const ICON = { "aria-hidden": true, className: "size-4" } as const;

/** `at`: RFC 3339, the date that the reader chose; undefined is now. `outside`: others than this site may be asked. */
export type CheckCertificate = (
  asked: { at: string | undefined; outside: boolean },
  signal: AbortSignal,
) => Promise<CertificateOutcome | undefined>;

type CheckedCertificateProps = {
  /** The file that was brought; without one, it came with the page. */
  certificate?: GivenCertificate;
  /** The same function as long as nothing has changed by which it is judged. */
  check: CheckCertificate;
  /** Whether somebody can be asked again, and pages of other certificates opened. */
  isOnline: boolean;
  /** Names of fields in the reader's language, where the page knows them. */
  labels?: Readonly<Record<string, string>>;
  /** The certificate as designed, where what was checked vouches for it or for nothing else. */
  picture?: (verification: CertificateVerification) => ReactNode;
  /** What else a reader may do. */
  actions?: ReactNode;
  /** Below everything else, once there is a verdict that shows content. */
  children?: ReactNode;
};

/** A certificate that somebody brought, checked where it was brought. Needs the messages `certificateVerdict` and `verify`. */
export function CheckedCertificate(props: CheckedCertificateProps) {
  const { certificate, check, isOnline, labels, picture, actions, children } = props;
  const t = useTranslations("certificateVerdict");
  const verify = useTranslations("verify");
  const [at, setAt] = useState<string>();
  const [turn, setTurn] = useState(0);
  const [outside, setOutside] = useState(false);
  const { verification, checkedAt, isBroken, isOf } = useVerdict({ check, at, turn, outside });
  // Whoever waited for a verdict reads it, and the one that others' answers made of it.
  useEffect(() => {
    if (isOf !== undefined) focusVerdict();
  }, [isOf]);
  if (isBroken) return <Callout tone="danger" role="alert" title={verify("headline.broken")} />;
  if (verification === undefined) {
    return (
      <p role="status" className="flex items-center gap-3 py-8">
        <Spinner /> {t("working")}
      </p>
    );
  }
  // As long as others have not been asked, that is what helps.
  const isAsked = verification.others === undefined || isOf === "others";
  const canRetry = isOnline && isAsked && verification.verdict === "could_not_check";
  return (
    <CertificateVerdict
      verification={verification}
      checkedAt={checkedAt}
      pages={isOnline}
      labels={labels}
      picture={verification.shown ? picture?.(verification) : null}
      given={certificate && <GivenFiles given={{ file: certificate }} />}
      others={
        verification.others && (
          <AskOthers
            hosts={verification.others}
            state={isOf === "others" ? "asked" : outside ? "asking" : "open"}
            onAsk={() => setOutside(true)}
          />
        )
      }
      actions={
        <>
          {canRetry ? (
            <Button variant="primary" icon={<RefreshCw {...ICON} />} onClick={() => setTurn(turn + 1)}>
              {t("retry")}
            </Button>
          ) : null}
          <Button icon={<Printer {...ICON} />} onClick={() => window.print()}>
            {verify("actions.print")}
          </Button>
          {verification.shown ? actions : null}
        </>
      }
    >
      {verification.period ? <DateChoice at={at} onAt={setAt} /> : null}
      {verification.shown ? children : null}
    </CertificateVerdict>
  );
}

type State = {
  verification?: CertificateOutcome;
  checkedAt?: string;
  isBroken?: boolean;
  /** Whose answers it is made of. */
  isOf?: "site" | "others";
};

/** The newest verdict; the one before stands until it is there. */
function useVerdict(asked: { check: CheckCertificate; at: string | undefined; turn: number; outside: boolean }): State {
  const { check, at, turn, outside } = asked;
  const [state, setState] = useState<State>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn asks anew
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    check({ at, outside }, signal).then(
      (verification) => {
        if (signal.aborted) return;
        const checkedAt = new Date().toISOString();
        const isOf = outside ? "others" : "site";
        setState(verification ? { verification, checkedAt, isOf } : { isBroken: true });
      },
      () => {
        if (!signal.aborted) setState({ isBroken: true });
      },
    );
    return () => controller.abort();
  }, [check, at, turn, outside]);
  return state;
}
