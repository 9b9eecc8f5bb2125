/// Judges an ended request; see the table of answers in the API's documentation.
///
/// An answer is definite only if the API itself must have written it: a 2xx that holds what the request asked for, or a
/// 4xx with an ERR_NGROK code. Everything else, a proxy's page or a cut body too, leaves open whether the request was
/// carried out. The one exception is a 429, which no server sends for work that it has done.
public func classify(_ delivery: Delivery, of request: APIRequest, expecting expectation: Expectation) -> Verdict {
  switch delivery {
  case .neverLeft(let failure): .neverLeft(failure)
  case .lost(let failure): .ambiguous(failure.message)
  case .answered(let answer):
    switch answer.status {
    case 200...299: judgeSuccess(answer, of: request, expecting: expectation)
    case 400...499: judgeRefusal(answer)
    case 300...399: .ambiguous("the answer \(answer.status) leads elsewhere; redirects are not followed")
    case 500...599: .ambiguous("the server failed with \(answer.status)\(operation(of: answer))")
    default: .ambiguous("the answer has the unexpected status \(answer.status)")
    }
  }
}

/// A list of a hundred users is some 40 KB; more than this is no page of the API.
let maximumAnswerBytes = 8 << 20

private func judgeSuccess(
  _ answer: APIAnswer, of request: APIRequest, expecting expectation: Expectation
) -> Verdict {
  if answer.body.count > maximumAnswerBytes { return .ambiguous("the answer is larger than 8 MiB") }
  var reader = JSONReader(answer.body)
  do {
    let payload: Payload
    switch expectation {
    case .nothing:
      // Without a body there is nothing to tell the API's answer by but its status, and asking once more does no harm.
      return answer.status == 204
        ? .done(.nothing) : .ambiguous("the answer to a deletion is \(answer.status), not 204")
    case .user:
      payload = .user(try reader.user(requiring: request.method.requiredFields))
    case .credential(let kind):
      payload = .credential(try reader.credential(kind))
    case .newCredential(let kind):
      let credential = try reader.credential(kind)
      if kind.hasToken, credential.token == nil {
        return .ambiguous("the answer \(answer.status) names the \(kind.title) \(credential.id) but not its token")
      }
      payload = .credential(credential)
    case .users(let kind):
      payload = .users(
        try reader.page(kind.listKey) { reader throws(JSONReader.Problem) in
          try reader.user(requiring: .all)
        })
    case .credentials(let kind):
      payload = .credentials(
        try reader.page(kind.listKey) { reader throws(JSONReader.Problem) in try reader.credential(kind) })
    }
    try reader.end()
    guard payload.answers(request) else {
      return .ambiguous("the answer \(answer.status) is about another resource than the request")
    }
    return .done(payload)
  } catch {
    // What was read may hold a token, so it is described and never quoted.
    return .ambiguous("the answer \(answer.status) is not what was asked for: \(error.reason), byte \(error.offset)")
  }
}

private func judgeRefusal(_ answer: APIAnswer) -> Verdict {
  let said = answer.body.count > maximumAnswerBytes ? ErrorAnswer([]) : ErrorAnswer(answer.body)
  guard let code = said.code else {
    if answer.status == 429 { return .throttled(Throttle(.rate, retryAfter: answer.waitingTime)) }
    // The API's own “not found” may come without a code; its operation id tells it from a proxy's page.
    if answer.status == 404, said.operationID.hasPrefix("op_") {
      return .refused(
        APIError(code: "HTTP_404", status: 404, message: said.message, operationID: said.operationID))
    }
    return .ambiguous("the answer \(answer.status) has no ERR_NGROK code, so something between may have given it")
  }
  var error = APIError(
    code: code, status: answer.status, message: said.message,
    operationID: said.operationID.isEmpty ? ErrorAnswer.shown(answer.operationID ?? "") : said.operationID)
  let explanation = ErrorExplanation.known(error.number)
  if let explanation, explanation.messageRepeatsKey { error.message = explanation.meaning }
  switch explanation?.effect {
  case .endsRun: return .fatal(error)
  case .fillsQuota: return .quotaFull(error)
  case .throttles(let kind): return .throttled(Throttle(kind, retryAfter: answer.waitingTime))
  case .refuses, nil:
    if answer.status == 429 { return .throttled(Throttle(.rate, retryAfter: answer.waitingTime)) }
    return .refused(error)
  }
}

extension APIRequest.Method {
  /// What the answer to such a request for a user has to say.
  fileprivate var requiredFields: JSONReader.UserFields {
    switch self {
    case .get: .all
    case .patch: .activity
    case .post, .delete: .id
    }
  }
}

private func operation(of answer: APIAnswer) -> String {
  guard let id = answer.operationID, !id.isEmpty else { return "" }
  return ", operation \(ErrorAnswer.shown(id))"
}
