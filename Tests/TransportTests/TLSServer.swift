import Foundation
import Testing

/// A server with TLS and a certificate of its own making, which closes connections without an answer now and then.
///
/// It is a Python process, because Python brings TLS along; what it saw it tells when its standard input ends.
final class TLSServer {
  let port: Int
  let certificateFile: String
  private let folder: URL
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()

  var address: String { "https://localhost:\(port)" }

  /// - Parameters:
  ///   - share: of the requests that get no answer.
  ///   - name: the host that the certificate is made out for.
  init(dropping share: Double = 0, name: String = "localhost") throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("muster-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    certificateFile = folder.appendingPathComponent("certificate.pem").path
    let keyFile = folder.appendingPathComponent("key.pem").path
    let making = Process()
    making.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    making.arguments = [
      "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(name)",
      "-addext", "subjectAltName=DNS:\(name)", "-keyout", keyFile, "-out", certificateFile,
    ]
    making.standardError = FileHandle.nullDevice
    try making.run()
    making.waitUntilExit()
    try #require(making.terminationStatus == 0, "openssl could not make a certificate")

    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script, certificateFile, keyFile, "\(share)"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line: [UInt8] = []
    while line.last != UInt8(ascii: "\n"), let byte = try output.fileHandleForReading.read(upToCount: 1)?.first {
      line.append(byte)
    }
    port = try #require(Int(String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)))
  }

  /// What the server saw: how often each number arrived in a body, and how many connections were made.
  struct Report: Decodable {
    var arrivals: [String: Int]
    var connections: Int
  }

  /// Ends the server.
  func report() throws -> Report {
    try input.fileHandleForWriting.close()
    let told = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return try JSONDecoder().decode(Report.self, from: told)
  }

  func stop() {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: folder)
  }

  private static let script = """
    import collections, json, random, re, socket, ssl, sys, threading
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    share = float(sys.argv[3])
    arrivals = collections.Counter()
    connections = 0
    lock = threading.Lock()

    def serve(raw):
        global connections
        with lock:
            connections += 1
        try:
            raw.settimeout(20)
            connection = context.wrap_socket(raw, server_side=True)
            stream = connection.makefile("rb")
            while True:
                line = stream.readline()
                if not line:
                    break
                size = 0
                while True:
                    header = stream.readline()
                    if header in (b"", b"\\r\\n"):
                        break
                    if header.lower().startswith(b"content-length:"):
                        size = int(header.split(b":")[1])
                body = stream.read(size)
                number = re.search(rb"number (\\d+)", body)
                with lock:
                    arrivals[number.group(1).decode() if number else "unreadable"] += 1
                if random.random() < share:
                    break
                connection.sendall(b'HTTP/1.1 201 Created\\r\\nContent-Length: 14\\r\\n\\r\\n{"id":"bot_1"}')
            stream.close()
            connection.close()
        except (OSError, ssl.SSLError):
            raw.close()

    def accept(listener):
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()

    listener = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=accept, args=(listener,), daemon=True).start()
    sys.stdin.read()
    with lock:
        print(json.dumps({"arrivals": arrivals, "connections": connections}), flush=True)
    """
}
