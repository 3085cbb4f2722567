"use client";

import { QrCode as Icon } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { type Qr, QrCode } from "#components/ui/qr-code.tsx";

type ShareQrProps = {
  qr: Qr;
  label: string;
  title: string;
  show: string;
  /** What the code is of, in words. */
  name: string;
};

/** The code of a link, to be held up to a phone. */
export function ShareQr({ qr, label, title, show, name }: ShareQrProps) {
  return (
    <Dialog
      title={title}
      description={label}
      trigger={
        <Button size="sm" aria-label={name} icon={<Icon aria-hidden="true" className="size-4" />}>
          {show}
        </Button>
      }
    >
      <div className="grid justify-items-center py-2">
        <QrCode qr={qr} label={name} />
      </div>
    </Dialog>
  );
}
