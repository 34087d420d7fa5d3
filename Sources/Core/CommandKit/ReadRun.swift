// SPDX-License-Identifier: GPL-3.0-or-later
import Money
import Store

extension ReadCommand {
  package func run(in session: Session) throws {
    let inputs = try session.inputs(of: session.input(of: self))
    for input in inputs { try input.locating { try Self.prepare(input, in: session) } }
    try session.repeatedly {
      if inputs.count == 1, let input = inputs.first,
        try Self.streams(input, in: session)
      {
        return
      }
      // A pager must not hold the state of the ledger.
      let document = try session.read { ledger in
        if inputs.count == 1, let input = inputs.first {
          return try Self.query(input, ledger, in: session)
        }
        return try Self.all(
          inputs.map { input in
            try input.locating { try Self.query(input, ledger, in: session) }
          })
      }
      try session.print(document)
    }
  }

  /// Answers piece by piece, where the command and the format can.
  private static func streams(_ input: Input, in session: Session) throws -> Bool {
    let shape = session.shape
    guard let command = self as? any StreamingCommand.Type, shape.filters.isEmpty,
      shape.sort == nil, shape.limit == nil
    else { return false }
    var output = Spool()
    let isDone = try session.read {
      try command.stream(input, $0, in: session, shape: shape, to: &output)
    }
    if isDone { try output.drain(to: &session.surroundings.output) }
    return isDone
  }

  /// One listing of the answers to many ids.
  private static func all(_ documents: [Document]) -> Document {
    var items: [Item] = []
    var columns: [String] = []
    var kind = ""
    for document in documents {
      switch document {
      case .item(let item), .changed(let item):
        items.append(item)
        if columns.isEmpty { columns = ["id"] + item.fields.filter { !$0.wideOnly }.map(\.name) }
        kind = item.kind
      case .listing(let name, let names, let more):
        items += more
        (kind, columns) = (name, names)
      case .text: break
      }
    }
    return .listing(kind: kind, columns: columns, items: items)
  }
}

extension Session {
  /// The input of a call, as the command line has it.
  func input(of command: some SessionCommand) throws -> Input {
    Input(
      fields: try CommandFields.values(of: command), place: nil,
      defaultAsset: try defaultAsset(of: type(of: command).module))
  }

  /// The input itself, or one for each line of standard input where its id argument is `-`.
  func inputs(of input: Input) throws -> [Input] {
    guard let field = input.nameOfLines else { return [input] }
    return try inputLines().map { text, place in
      let fields = input.replacing(field, with: .string(text)).fields
      return Input(fields: fields, place: place, defaultAsset: input.defaultAsset)
    }
  }
}

extension Input {
  /// The argument that the lines of standard input stand for, or `nil`.
  var nameOfLines: String? { ["id", "name"].first { self[$0] == .string("-") } }

  /// Runs `body`; what fails for the sake of a line of input is said to come from it.
  func locating<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let failure as Failure where failure.concernsContent {
      throw failure.at(place)
    }
  }
}
