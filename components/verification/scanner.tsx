"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { plain } from "#lib/core/text/plain-text.ts";
import { parseReference } from "./reference.ts";
import { prepareReader, type Scanned, scanPicture } from "./scan-code.ts";
import { type CameraState, useCamera } from "./use-camera.ts";

/** A code holds some 4,000 characters; what is none of ours is shown, not read through. */
const SHOWN_CHARS_MAX = 500;

type ScannerProps = {
  /** Looked at first, instead of what the camera sees. */
  picture?: File | undefined;
  onDigest: (sha256: string) => void;
  onClose: () => void;
};
/** What was read and leads nowhere by itself. */
type Other = { kind: "foreign"; host: string; text: string } | { kind: "unknown"; text: string };

/** Reads the QR code of a receipt with the camera, or out of a photo. What leads elsewhere is shown, and never opened. */
export function Scanner({ picture, onDigest, onClose }: ScannerProps) {
  const t = useTranslations("scan");
  const [other, setOther] = useState<Other>();
  const [missed, setMissed] = useState<Exclude<Scanned, object>>();
  const [isFilming, setFilming] = useState(picture === undefined);
  const place = useRef<HTMLElement>(null);
  const take = (found: Scanned) => {
    if (typeof found === "string") return setMissed(found);
    const { text } = found;
    const reference = parseReference(text, location.origin);
    setMissed(undefined);
    if (reference.kind === "record") location.assign(addressOf(text, reference.id));
    else if (reference.kind === "digest") onDigest(reference.sha256);
    else setOther({ ...reference, text: plain(text).slice(0, SHOWN_CHARS_MAX) });
  };
  const begin = useEffectEvent(() => {
    prepareReader();
    place.current?.focus();
    if (picture) void scanPicture(picture).then(take);
  });
  useEffect(() => {
    begin();
  }, []);
  return (
    <section
      ref={place}
      tabIndex={-1}
      aria-label={t("title")}
      className="grid gap-4 rounded-lg border border-rule bg-surface p-5 outline-none sm:p-6 print:hidden"
    >
      {other ? <OtherCode other={other} /> : isFilming ? <Camera onScan={take} /> : null}
      {isFilming || other || missed ? null : (
        <p role="status" className="text-sm text-ink-soft">
          {t("reading")}
        </p>
      )}
      {missed ? (
        <Callout tone="attention" role="alert">
          {t(`missed.${missed}`)}
        </Callout>
      ) : null}
      <div className="flex flex-wrap gap-3">
        {other ? (
          <Button
            variant="primary"
            onClick={() => {
              setOther(undefined);
              setFilming(true);
            }}
          >
            {t("again")}
          </Button>
        ) : null}
        <FileButton accept="image/*" onFiles={([file]) => file && void scanPicture(file).then(take)}>
          {t("photo")}
        </FileButton>
        <Button variant="quiet" onClick={onClose}>
          {t("close")}
        </Button>
      </div>
    </section>
  );
}

function Camera({ onScan }: { onScan: (found: Scanned) => void }) {
  const t = useTranslations("scan");
  const video = useRef<HTMLVideoElement>(null);
  const state = useCamera(video, onScan);
  return (
    <>
      <video
        ref={video}
        muted
        playsInline
        className={`aspect-4/3 w-full rounded-md bg-sunken object-cover ${isOff(state) ? "hidden" : ""}`}
      />
      <div role="status">
        {isOff(state) ? (
          <Callout tone="attention" title={t(`camera.${state}`)}>
            {t("photoInstead")}
          </Callout>
        ) : (
          <p className="text-sm text-ink-soft">{t(state === "on" ? "aim" : "starting")}</p>
        )}
      </div>
    </>
  );
}

const isOff = (state: CameraState): state is Exclude<CameraState, "starting" | "on"> =>
  state !== "starting" && state !== "on";

function OtherCode({ other }: { other: Other }): ReactNode {
  const t = useTranslations("scan");
  return (
    <Callout
      tone="attention"
      role="alert"
      title={other.kind === "foreign" ? t("foreign", { host: other.host }) : t("unknown")}
    >
      <div className="grid gap-2">
        <p className="font-mono text-xs wrap-anywhere">
          <bdi>{other.text}</bdi>
        </p>
        <div>
          <CopyButton value={other.text} what={t("what")} />
        </div>
      </div>
    </Callout>
  );
}

/** With the token of a link, where the code has one: the page may not be public. */
function addressOf(text: string, id: string): string {
  const token = URL.canParse(text) ? new URL(text).searchParams.get("link") : null;
  return `/v/${id}${token === null ? "" : `?link=${encodeURIComponent(token)}`}`;
}
