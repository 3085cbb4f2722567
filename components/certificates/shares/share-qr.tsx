"use client";

import { QrCode as Icon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { type Qr, QrCode } from "#components/ui/qr-code.tsx";

/** The code of a share, to be held up to a phone. */
export function ShareQr({ qr, label }: { qr: Qr; label: string }) {
  const t = useTranslations("shares");
  return (
    <Dialog
      title={t("qrTitle")}
      description={label}
      trigger={
        <Button size="sm" aria-label={t("qrOf", { label })} icon={<Icon aria-hidden="true" className="size-4" />}>
          {t("qr")}
        </Button>
      }
    >
      <div className="grid justify-items-center py-2">
        <QrCode qr={qr} label={t("qrOf", { label })} />
      </div>
    </Dialog>
  );
}
