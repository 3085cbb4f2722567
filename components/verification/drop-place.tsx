import { ShieldCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useCallback, useState } from "react";
import { FileDrop } from "#components/ui/file-drop.tsx";
import type { Given, Outcome } from "./outcome.ts";
import { ScanButton } from "./scan-button.tsx";
import { warmUpForCertificates } from "./worker-client.ts";

// What reads codes comes when somebody asks for it: the page itself stays light.
const Scanner = lazy(() => import("./scanner.tsx").then((loaded) => ({ default: loaded.Scanner })));

type DropPlaceProps = {
  invitation: ReturnType<typeof invitationFor>;
  inputId: string;
  /** Whether codes can be scanned; needs the messages `scan`. */
  scan: boolean;
  /** A given file that is a picture, in which a code is looked for. */
  picture: File | undefined;
  onPictureLeft: () => void;
  onFiles: (files: File[]) => void;
  onDigest: (sha256: string) => void;
};

/** Where files are given: dropped, chosen, or named by a code. */
export function DropPlace({ invitation: { title, hint }, inputId, onFiles, onDigest, ...codes }: DropPlaceProps) {
  const { scan, picture, onPictureLeft } = codes;
  const t = useTranslations("verify.drop");
  const [scanning, setScanning] = useState(false);
  const openScanner = useCallback(() => setScanning(true), []);
  const close = () => {
    setScanning(false);
    onPictureLeft();
  };
  const isOpen = scanning || picture !== undefined;
  const isFirst = title === "title";
  return (
    <>
      <FileDrop
        title={t(title)}
        hint={t(hint)}
        buttonLabel={t("choose")}
        icon={isFirst ? <ShieldCheck aria-hidden="true" className="size-7" /> : undefined}
        compact={!isFirst}
        inputId={inputId}
        more={scan && !isOpen ? <ScanButton onOpen={openScanner} /> : undefined}
        multiple
        onReach={warmUpForCertificates}
        onFiles={onFiles}
      />
      {isOpen ? (
        <Suspense>
          <Scanner
            key={picture ? `${picture.name} ${picture.lastModified}` : "camera"}
            picture={picture}
            onDigest={(sha256) => {
              close();
              onDigest(sha256);
            }}
            onClose={close}
          />
        </Suspense>
      ) : null}
    </>
  );
}

/** What to drop next. */
export function invitationFor(outcome: Outcome, given: Given) {
  const { receipt, file } = given;
  if (outcome.kind === "idle" || outcome.kind === "working" || (!receipt && !file)) {
    return { title: "title", hint: "privacy" } as const;
  }
  const failed = outcome.kind === "checked" && outcome.verification.verdict === "failed";
  if (receipt && !file && !failed) return { title: "addFile", hint: "addFileHint" } as const;
  if (file && !receipt) return { title: "addReceipt", hint: "addReceiptHint" } as const;
  return { title: "next", hint: "privacy" } as const;
}
