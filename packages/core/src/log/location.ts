import { type Tile, tilePath } from './tile.ts'

/** Where a cloud serves its certificate log: C2SP tlog-tiles under this path, for everybody. */
export const logPrefix = '/log'

/** The file of the signed checkpoint. */
export const checkpointFile = 'checkpoint'

export const checkpointPath = `${logPrefix}/${checkpointFile}`
export const pathOfTile = (tile: Tile): string => `${logPrefix}/${tilePath(tile)}`
