"use client";

import { Wallet } from "lucide-react";
import { useTranslations } from "next-intl";
import { ActionForm } from "#components/forms/action-form.tsx";
import { useActionForm } from "#components/forms/use-action-form.ts";
import { buttonClass } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { QrCode } from "#components/ui/qr-code.tsx";
import { SubmitButton } from "#components/ui/submit-button.tsx";
import { offerCertificateAction } from "#lib/features/certificates/wallets/actions.ts";
import type { ShownOffer } from "#lib/features/certificates/wallets/types.ts";
import type { FormState } from "#lib/words/form-state.ts";

const NOTHING_ASKED: FormState<string, ShownOffer> = { values: {}, problems: {} };
const GROUP_DIGITS = 3;

/** Offers the certificate to a wallet: a code to scan and a link for this device, with the digits that the wallet asks for. */
export function AddToWallet({ token, id }: { token: string; id: string }) {
  const t = useTranslations("wallets");
  const wiring = useActionForm(offerCertificateAction, NOTHING_ASKED);
  const { done: offer } = wiring.state;
  return (
    <div className="grid gap-3">
      <ActionForm wiring={wiring} aria-label={t("add")}>
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="certificate" value={id} />
        <SubmitButton variant="secondary" className="w-full sm:w-auto sm:justify-self-start">
          <Wallet aria-hidden="true" className="size-4" />
          {t(offer ? "again" : "add")}
        </SubmitButton>
      </ActionForm>
      <div role="status" className="empty:hidden">
        {offer ? <Offer offer={offer} /> : null}
      </div>
      <p className="max-w-prose text-xs text-ink-soft">{t(offer ? "means" : "addText")}</p>
    </div>
  );
}

function Offer({ offer: { link, qr, pin, expiresAt } }: { offer: ShownOffer }) {
  const t = useTranslations("wallets");
  const halves = [pin.slice(0, GROUP_DIGITS), pin.slice(GROUP_DIGITS)];
  return (
    <div className="flex flex-wrap items-start gap-5 rounded-lg border border-rule p-4">
      <div className="grid justify-items-center gap-2">
        <p className="text-sm font-medium">{t("title")}</p>
        <QrCode qr={qr} label={t("qrOf")} />
      </div>
      <div className="grid min-w-0 flex-1 basis-56 justify-items-start gap-3 text-sm">
        <div>
          <p className="text-ink-soft">{t("pin")}</p>
          <p className="font-mono text-2xl font-semibold tracking-widest tabular-nums">{halves.join(" ")}</p>
        </div>
        <a href={link} rel="nofollow" className={buttonClass({ className: "min-h-11" })}>
          {t("open")}
        </a>
        <p className="text-ink-soft">
          {t("until")} <DateTime value={expiresAt} brief />
        </p>
      </div>
    </div>
  );
}
