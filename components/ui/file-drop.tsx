"use client";

import { useTranslations } from "next-intl";
import { type DragEvent, type ReactNode, useId, useRef, useState } from "react";
import { cx } from "./class-names.ts";
import { FileButton } from "./file-button.tsx";
import { InAppNotice } from "./in-app-notice.tsx";

type FileDropProps = {
  /** The headline in the zone. */
  title: ReactNode;
  /** What happens with what is dropped; said before anything is dropped. */
  hint?: ReactNode;
  /** Words on the button that opens the file picker. */
  buttonLabel?: ReactNode;
  icon?: ReactNode;
  onFiles: (files: File[]) => void;
  /** Takes what was dropped instead of `onFiles`, folders too; what the transfer holds is gone after the call. */
  onTransfer?: (transfer: DataTransfer) => void;
  /** Somebody is about to give files: what takes a while may begin. */
  onReach?: () => void;
  /** Another way to choose, beside the button. */
  more?: ReactNode;
  multiple?: boolean;
  disabled?: boolean;
  compact?: boolean;
  /** Of the file input, for what opens the picker from elsewhere on the page. */
  inputId?: string;
};

/** A place to drop files, with a file picker for everyone who does not drag. */
export function FileDrop(props: FileDropProps) {
  const { title, hint, buttonLabel, icon, onFiles, onTransfer, more, multiple, disabled, compact, inputId } = props;
  const { onReach } = props;
  const t = useTranslations("common.fileDrop");
  const id = useId();
  // dragenter and dragleave also fire for what lies inside the zone: only the balance says whether one has left.
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const move = (event: DragEvent, change: number) => {
    event.preventDefault();
    depth.current = Math.max(0, depth.current + change);
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const files = [...event.dataTransfer.files].slice(0, multiple ? undefined : 1);
    if (onTransfer && !disabled) onTransfer(event.dataTransfer);
    else if (files.length > 0 && !disabled) onFiles(files);
    depth.current = 0;
    setOver(false);
  };
  return (
    <div className="grid gap-4">
      <InAppNotice />
      <section
        aria-labelledby={`${id}-title`}
        onPointerDown={onReach}
        onKeyDown={onReach}
        onDragEnter={(event) => {
          onReach?.();
          move(event, 1);
        }}
        onDragOver={(event) => event.preventDefault()}
        onDragLeave={(event) => move(event, -1)}
        onDrop={drop}
        className={cx(
          "grid justify-items-center gap-3 rounded-lg border border-dashed text-center transition-colors print:hidden",
          compact ? "px-4 py-6" : "px-5 py-10 sm:py-14",
          over ? "border-ink bg-sunken" : "border-rule-strong bg-surface",
        )}
      >
        {icon ? <div className="text-ink-soft">{icon}</div> : null}
        <p
          id={`${id}-title`}
          className={cx("font-serif font-semibold text-balance", compact ? "text-base" : "text-xl")}
        >
          {over ? t("drop") : title}
        </p>
        <div className="flex flex-wrap justify-center gap-3">
          <FileButton
            onFiles={onFiles}
            id={inputId}
            multiple={multiple}
            disabled={disabled}
            describedBy={hint ? `${id}-hint` : undefined}
            variant="primary"
          >
            {buttonLabel ?? t("choose")}
          </FileButton>
          {more}
        </div>
        {hint ? (
          <div id={`${id}-hint`} className="max-w-prose text-xs text-ink-soft text-pretty">
            {hint}
          </div>
        ) : null}
      </section>
    </div>
  );
}
