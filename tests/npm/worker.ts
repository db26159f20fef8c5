/** The smallest Worker that uses the package and its formats. `entries.test.ts` runs it in workerd. */

import { CuecardError, readCard } from 'cuecard'
import type { Import } from 'cuecard'
import * as formats from 'cuecard/formats'

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      const { card, format } = read(await request.arrayBuffer())
      return Response.json({ name: card.data.name, container: format.container })
    } catch (error) {
      if (!(error instanceof CuecardError)) throw error
      return Response.json({ code: error.code }, { status: 422 })
    }
  },
}

function read(file: ArrayBuffer): Import {
  try {
    return readCard(file)
  } catch (error) {
    if (!(error instanceof CuecardError) || error.code !== 'needs_formats') throw error
    return formats.readCard(file)
  }
}
