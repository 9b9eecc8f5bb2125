#pragma once
// What Linux and macOS have under different names, or what Swift's C modules leave out.
#include "CPlatformBytes.h"
#include "CPlatformSystem.h"
#include "CPlatformSandbox.h"
