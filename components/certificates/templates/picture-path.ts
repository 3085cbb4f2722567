/** Where the browser has a picture of the organisation's from. @param digest lower-case hex */
export function picturePath(digest: string): string {
  return `/api/v1/templates/pictures/${digest}`;
}

/** A version as it is printed, with the values of a sample. */
export function versionPicturePath(templateId: string, number: number): string {
  return `/api/v1/templates/${templateId}/versions/${number}/preview`;
}

/** A design of the gallery, drawn as certificates are. */
export function galleryPath(design: string, language: string): string {
  return `/api/v1/templates/gallery/${design}.${language}`;
}
