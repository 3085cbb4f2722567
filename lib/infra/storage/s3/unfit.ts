/** Why a bucket is not used: one sentence a language, which says what to do. */

export const UNFIT = {
  bucket: {
    en: "There is no such bucket: make it, or correct S3_BUCKET.",
    zh: "该存储桶不存在：请创建，或更正 S3_BUCKET。",
  },
  access: {
    en: "The bucket may not be used with these credentials: allow reading, writing, listing and deleting in it, or correct S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.",
    zh: "所给凭据无权使用该存储桶：请授予读、写、列举和删除权限，或更正 S3_ACCESS_KEY_ID 与 S3_SECRET_ACCESS_KEY。",
  },
  lock: {
    en: "S3_LOCK_MODE asks for object lock, and this bucket does not keep it: make a bucket with object lock, use a server that has it, or unset S3_LOCK_MODE.",
    zh: "S3_LOCK_MODE 要求对象锁定，但该存储桶并不保持锁定：请创建启用对象锁定的存储桶、改用支持它的服务器，或取消 S3_LOCK_MODE。",
  },
  encryption: {
    en: "S3_ENCRYPTION asks for encryption, and this server stores without it: use a server that has it, another S3_ENCRYPTION, or unset it.",
    zh: "S3_ENCRYPTION 要求加密，但该服务器未加密存储：请改用支持加密的服务器、更换 S3_ENCRYPTION，或取消该设置。",
  },
  "default-lock": {
    en: "The bucket locks whatever is written to it, so that what is staged for a moment could not be removed: take away its default retention, and set S3_LOCK_MODE and S3_LOCK_DAYS instead.",
    zh: "该存储桶默认锁定所有写入对象，暂存内容将无法清除：请取消其默认保留规则，改用 S3_LOCK_MODE 与 S3_LOCK_DAYS。",
  },
  ranges: {
    en: "The server does not give back the bytes that were written, or not a part of them: use another server.",
    zh: "该服务器未能返回所写入的字节或其中一段：请改用其他服务器。",
  },
  parts: {
    en: "Uploads in parts do not work in this bucket: use another server.",
    zh: "该存储桶无法分段上传：请改用其他服务器。",
  },
  uploads: {
    en: "Unfinished uploads are not listed in this bucket, so that what they left could not be removed: allow s3:ListBucketMultipartUploads, or use another server.",
    zh: "该存储桶不列出未完成的分段上传，残留内容将无法清除：请授予 s3:ListBucketMultipartUploads 权限，或改用其他服务器。",
  },
} as const;

export type UnfitReason = keyof typeof UNFIT;

/** The bucket lacks what was asked of it: nothing is written to it. */
export class Unfit extends Error {
  readonly reason: UnfitReason;
  readonly zh: string;

  constructor(bucket: string, reason: UnfitReason) {
    super(`The bucket ${bucket} cannot be used. ${UNFIT[reason].en}`);
    this.name = "Unfit";
    this.reason = reason;
    this.zh = `无法使用存储桶 ${bucket}：${UNFIT[reason].zh}`;
  }
}
