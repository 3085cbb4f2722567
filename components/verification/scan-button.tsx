"use client";

import { ScanQrCode } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Button } from "#components/ui/button.tsx";

/** The one page whose answer allows the camera and the program that reads codes (bin/web/security-headers.ts). */
const PAGE = "/verify";
/** Asks a page that is loaded anew to open the scanner. */
const WISH = "#scan";
const ICON = <ScanQrCode aria-hidden="true" className="size-4" />;

/** Opens the scanner. A document that was opened as another page has not the rights that it takes: it is loaded anew as this one. */
export function ScanButton({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations("scan");
  useEffect(() => {
    if (location.hash !== WISH || !isOwnDocument()) return;
    history.replaceState(history.state, "", PAGE);
    onOpen();
  }, [onOpen]);
  return (
    <Button icon={ICON} onClick={() => openAs(onOpen)}>
      {t("open")}
    </Button>
  );
}

/** Opens the scanner on a picture that was given as a file; where the page has to be loaded anew, it is chosen again. */
export function ReadCodeButton({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations("scan");
  return (
    <Button variant="primary" icon={ICON} onClick={() => openAs(onOpen)}>
      {t("read")}
    </Button>
  );
}

function openAs(onOpen: () => void): void {
  if (isOwnDocument()) {
    onOpen();
    return;
  }
  location.hash = WISH;
  location.reload();
}

function isOwnDocument(): boolean {
  const [opened] = performance.getEntriesByType("navigation");
  return opened !== undefined && new URL(opened.name).pathname === PAGE;
}
