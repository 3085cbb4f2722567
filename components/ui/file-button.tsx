"use client";

import { type ReactNode, useEffect, useEffectEvent, useRef } from "react";
import { type ButtonSize, type ButtonVariant, buttonClass } from "./button.tsx";
import { cx } from "./class-names.ts";

// Not in React's types, in every browser on a desk.
const FOLDERS = { webkitdirectory: "" };

type FileButtonProps = {
  children: ReactNode;
  /** Hears each choice, also one made before the page's script ran. Never empty. */
  onFiles: (files: File[]) => void;
  /** Of the input. */
  id?: string | undefined;
  multiple?: boolean;
  /** Kinds of files that the picker offers, as the attribute has them. */
  accept?: string;
  /** Folders instead of files. Browsers that cannot pick a folder, as on phones, let files be picked. */
  folders?: boolean;
  disabled?: boolean;
  /** Id of what describes it. */
  describedBy?: string | undefined;
  variant?: ButtonVariant;
  size?: ButtonSize;
  className?: string;
};

/** A button that opens the browser's own file picker. */
export function FileButton(props: FileButtonProps) {
  const { children, onFiles, id, accept, multiple, folders, disabled, describedBy, ...look } = props;
  const input = useRef<HTMLInputElement>(null);
  const take = () => {
    const files = [...(input.current?.files ?? [])];
    if (files.length > 0) onFiles(files);
    // The same file may be chosen again.
    if (input.current) input.current.value = "";
  };
  const takeEarly = useEffectEvent(take);
  // The picker opens without script; what was chosen before there was any, nobody has heard of.
  useEffect(() => takeEarly(), []);
  return (
    <label
      className={cx(
        buttonClass(look),
        "focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus",
      )}
    >
      {children}
      <input
        ref={input}
        id={id}
        accept={accept}
        type="file"
        multiple={multiple}
        {...(folders ? FOLDERS : {})}
        disabled={disabled}
        aria-describedby={describedBy}
        onChange={take}
        className="sr-only"
      />
    </label>
  );
}
