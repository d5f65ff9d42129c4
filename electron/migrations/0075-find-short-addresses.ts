import type { Migration } from '../platform/store/migrate'

/** 识别 looks a pasted address up among our own short addresses. */
export const findShortAddresses: Migration = {
  version: 75,
  name: 'find-short-addresses',
  up(db) {
    db.exec(`CREATE INDEX short_addresses_by_address ON short_addresses (address) WHERE address <> ''`)
  },
}
