#pragma once
// What Linux and macOS have under different names, or what Swift's C modules leave out.
#include "CPlatformBytes.h"
#include "CPlatformWriting.h"
#include "CPlatformEncoding.h"
#include "CPlatformProcess.h"
#include "CPlatformSandbox.h"
#include "CPlatformSystem.h"
