/** How large files are sent in pieces. */

/** From here on in pieces: below it, sending a file again costs less than asking how much of it is there. */
export const RESUMABLE_FROM_BYTES = 64 * 1024 ** 2;
/** Of one request: a server makes durable what has arrived of it, cut or not. */
export const PIECE_BYTES = 256 * 1024 ** 2;
export const RESUMABLE_PLACE = "/api/v1/uploads/resumable";
