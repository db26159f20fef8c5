/** The smallest Worker that uses the package. `entries.test.ts` runs it in workerd. */

import { CuecardError, readCard } from 'cuecard'

export default {
  async fetch(request: Request): Promise<Response> {
    try {
      return Response.json({ name: readCard(await request.arrayBuffer()).card.data.name })
    } catch (error) {
      if (!(error instanceof CuecardError)) throw error
      return Response.json({ code: error.code }, { status: 422 })
    }
  },
}
